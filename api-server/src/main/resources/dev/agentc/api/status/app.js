"use strict";

// One request every five seconds while the page can be seen; never two at once.
const PERIOD_MS = 5000;
const PATIENCE_MS = 4000;
const SVG = "http://www.w3.org/2000/svg";
const MARKS = { healthy: "✓", degraded: "!", unhealthy: "✕", error: "?" };

const page = { paused: false, asking: false, timer: 0, answeredAt: 0, lastState: "", failing: "" };

const at = (id) => document.getElementById(id);

function text(id, value) {
  const element = at(id);
  if (element.textContent !== value) {
    element.textContent = value;
  }
}

function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

function drawn(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  return element;
}

const sentence = (words) => (words ? `${words[0].toUpperCase()}${words.slice(1)}.` : "");

const known = (value) => value !== null && value !== undefined;

function number(value) {
  if (!known(value)) {
    return "–";
  }
  const digits = Math.abs(value) < 10 && !Number.isInteger(value) ? 2 : Math.abs(value) < 100 && !Number.isInteger(value) ? 1 : 0;
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function bytes(value) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${number(unit === 0 ? value : Math.round(value * 10) / 10)} ${units[unit]}`;
}

function duration(seconds) {
  const steps = [[86400, "day"], [3600, "hour"], [60, "minute"], [1, "second"]];
  for (const [size, name] of steps) {
    if (seconds >= size || size === 1) {
      const count = Math.floor(seconds / size);
      return `${count} ${name}${count === 1 ? "" : "s"}`;
    }
  }
  return "";
}

const clock = (seconds) => new Date(seconds * 1000).toLocaleTimeString("en-GB");

function share(id, part, whole) {
  const percent = known(part) && whole > 0 ? Math.min(100, (100 * part) / whole) : 0;
  at(id).style.width = `${percent}%`;
}

// ---- what is shown ----

function showVerdict(report) {
  const state = report.status;
  at("banner").dataset.state = state;
  text("mark", MARKS[state] || "?");
  text("state", state === "error" ? "in an unknown state" : state);
  text("summary", sentence(report.summary));
  text("affected", sentence(report.affected || ""));
  at("affected").hidden = !report.affected;
  document.title = `${state[0].toUpperCase()}${state.slice(1)} · Redis status`;
  if (page.lastState !== state) {
    // Only a change is announced: every refresh would be noise.
    text("announcement", `Redis is ${state}. ${sentence(report.affected || report.summary)}`);
    page.lastState = state;
  }
}

function finding(each) {
  return make("article", { class: "finding", "data-severity": each.severity },
    make("p", { class: "labels" },
      make("span", { class: "chip", "data-kind": each.severity }, each.severity),
      make("span", { class: "code" }, each.code)),
    make("h3", {}, each.message),
    make("dl", {},
      make("dt", {}, "Impact"), make("dd", {}, each.impact),
      make("dt", {}, "What to do"), make("dd", {}, each.resolution)));
}

function showFindings(findings) {
  const fingerprint = JSON.stringify(findings);
  const place = at("findings");
  // Left alone when nothing has changed, so that a selection or a reader's place is kept.
  if (place.dataset.shown === fingerprint) {
    return;
  }
  place.dataset.shown = fingerprint;
  const shown = findings.map(finding);
  if (!findings.some((each) => each.severity !== "info")) {
    shown.push(make("p", { class: "fine" }, findings.length === 0
      ? "Nothing to report."
      : "Nothing is wrong; what is above is worth knowing."));
  }
  place.replaceChildren(...shown);
}

function showNow(checks) {
  const speed = checks.performance.details;
  const server = checks.server_info.details;
  const pool = checks.connection_pool.details;
  const since = server.since_previous_look;
  text("ping", known(speed.ping_latency_ms) ? `${number(speed.ping_latency_ms)} ms` : "no reply");
  text("ping-note", known(speed.ping_latency_ms) ? speed.latency_status : "");
  text("ops", number(server.instantaneous_ops_per_sec));
  text("ops-note", known(server.total_commands_processed) ? `${number(server.total_commands_processed)} since its start` : "");
  text("memory", known(server.used_memory) ? bytes(server.used_memory) : "–");
  text("memory-note", !known(server.maxmemory) ? "" : server.maxmemory > 0
    ? `${number(Math.round((1000 * server.used_memory) / server.maxmemory) / 10)} % of ${bytes(server.maxmemory)}` : "no limit");
  share("memory-bar", server.used_memory, server.maxmemory);
  const recent = since && known(since.hit_ratio_percent);
  const ratio = recent ? since.hit_ratio_percent : server.hit_ratio_percent;
  text("hits", known(ratio) ? `${number(ratio)} %` : "–");
  text("hits-note", !known(ratio) ? (known(server.keyspace_hits) ? "no reads yet" : "") : recent ? `in the last ${duration(Math.max(1, Math.round(since.seconds)))}` : "since its start");
  share("hits-bar", ratio, 100);
  text("clients", number(server.connected_clients));
  text("clients-note", known(server.blocked_clients) ? `${number(server.blocked_clients)} blocked` : "");
  text("connections", `${number(pool.in_use_connections)} of ${number(pool.max_connections)}`);
  text("connections-note", `${number(pool.commands_in_flight)} in flight, ${number(pool.waiting)} waiting`);
  share("connections-bar", pool.in_use_connections, pool.max_connections);
}

function showChecks(checks, history) {
  const rows = Object.values(checks).map((check) => {
    const past = history[check.name] || {};
    return make("tr", {},
      make("th", { scope: "row" }, check.name.replace("_", " ")),
      make("td", {}, make("span", { class: "chip", "data-kind": check.status }, check.status)),
      ...[check.duration_ms, past.median_ms, past.p99_ms].map((value) =>
        make("td", { class: "number" }, known(value) ? `${number(value)} ms` : "–")),
      make("td", { class: "number" }, number(past.flaps)));
  });
  at("checks").replaceChildren(...rows);
}

function showChart(name, unit, times, values) {
  const svg = at(`${name}-chart`);
  const answered = values.filter(known);
  const from = times[0];
  const span = Math.max(1, times[times.length - 1] - from);
  const most = nice(Math.max(...answered, 1));
  const x = (i) => (times.length < 2 ? 600 : (600 * (times[i] - from)) / span);
  const y = (value) => 136 - (132 * value) / most;
  const parts = [0, 0.5, 1].map((level) =>
    drawn("line", { class: "grid-line", x1: 0, x2: 600, y1: y(level * most), y2: y(level * most) }));
  for (let i = 0; i < values.length; i++) {
    if (!known(values[i])) {
      const left = i === 0 ? x(i) : x(i - 1);
      const right = i === values.length - 1 ? x(i) : x(i + 1);
      parts.push(drawn("rect", { class: "gap", x: (left + x(i)) / 2, width: Math.max(3, (right - left) / 2), y: 4, height: 132 }));
    }
  }
  for (const run of runs(values)) {
    const points = run.map((i) => `${x(i).toFixed(1)},${y(values[i]).toFixed(1)}`);
    let first = x(run[0]);
    let last = x(run[run.length - 1]);
    if (run.length === 1) {
      // A single result is a short line, not an invisible point.
      first = Math.max(0, first - 6);
      last = first + 12;
      const level = y(values[run[0]]).toFixed(1);
      points.splice(0, 1, `${first},${level}`, `${last},${level}`);
    }
    parts.push(drawn("polygon", { class: "under", points: `${first},136 ${points.join(" ")} ${last},136` }));
    parts.push(drawn("polyline", { class: "trace", points: points.join(" ") }));
  }
  svg.replaceChildren(...parts);
  text(`${name}-top`, `${number(most)}${unit}`);
  text(`${name}-from`, clock(from));
  text(`${name}-to`, clock(times[times.length - 1]));
  const missing = values.length - answered.length;
  text(`${name}-words`, answered.length === 0
    ? `No answer in ${count(values.length, "look")}.`
    : `Lowest ${number(Math.min(...answered))}${unit}, median ${number(median(answered))}${unit}, highest ${number(Math.max(...answered))}${unit} in ${count(values.length, "look")}`
      + (missing === 0 ? "." : `; ${missing} without an answer, in red.`));
}

const count = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length / 2) - 1];
}

function nice(value) {
  const power = Math.pow(10, Math.floor(Math.log10(value)));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value) || value;
}

function runs(values) {
  const found = [];
  values.forEach((value, i) => {
    if (known(value)) {
      if (i > 0 && known(values[i - 1])) {
        found[found.length - 1].push(i);
      } else {
        found.push([i]);
      }
    }
  });
  return found;
}

function show(answer) {
  showVerdict(answer);
  showFindings(answer.findings);
  showNow(answer.checks);
  showChecks(answer.checks, answer.history);
  showChart("ping", " ms", answer.series.at, answer.series.ping_ms);
  showChart("ops", "", answer.series.at, answer.series.ops_per_sec);
}

// ---- asking ----

function tell(problem) {
  if (page.failing !== problem) {
    page.failing = problem;
    const since = page.answeredAt ? ` What is below is as of ${clock(page.answeredAt / 1000)}.` : "";
    text("stale", problem ? problem + since : "");
    at("stale").hidden = !problem;
    document.body.classList.toggle("stale", Boolean(problem));
  }
  if (problem) {
    // What was true then must not look as if it were true now.
    at("banner").dataset.state = "unknown";
    text("mark", "?");
    text("state", "out of sight");
    text("summary", "Its state is not known at the moment.");
    at("affected").hidden = true;
    document.title = "Unknown · Redis status";
    page.lastState = "";
  }
}

async function reasonOf(response) {
  if (response.status === 401 || response.status === 403) {
    return "This server does not accept your credentials for this page.";
  }
  const body = await response.json().catch(() => ({}));
  const code = body.detail && body.detail.error_code;
  return code === "SHUTTING_DOWN"
    ? "This server is shutting down."
    : `This server answers with an error (${response.status}${code ? ` ${code}` : ""}).`;
}

async function ask() {
  if (page.asking || page.paused || document.hidden) {
    return;
  }
  page.asking = true;
  const impatience = new AbortController();
  const limit = setTimeout(() => impatience.abort(), PATIENCE_MS);
  try {
    // Not relative to the page: fetch refuses what inherits a password from the address bar.
    const data = location.origin + "/status/data";
    const response = await fetch(data, { cache: "no-store", signal: impatience.signal });
    if (response.ok) {
      const answer = await response.json();
      page.answeredAt = Date.now();
      tell("");
      show(answer);
    } else {
      tell(await reasonOf(response));
    }
  } catch (failure) {
    tell(failure.name === "AbortError"
      ? "This server does not answer in time."
      : "This server cannot be reached.");
  } finally {
    clearTimeout(limit);
    page.asking = false;
    tick();
  }
}

function tick() {
  const age = page.answeredAt ? Math.round((Date.now() - page.answeredAt) / 1000) : -1;
  const when = age < 0 ? "not looked at yet" : age < 1 ? "looked at just now" : `looked at ${duration(age)} ago`;
  text("age", page.paused ? `paused, ${when}` : when);
}

function schedule() {
  clearInterval(page.timer);
  page.timer = 0;
  if (!page.paused && !document.hidden) {
    ask();
    page.timer = setInterval(ask, PERIOD_MS);
  }
}

at("pause").addEventListener("click", () => {
  page.paused = !page.paused;
  at("pause").setAttribute("aria-pressed", String(page.paused));
  text("pause", page.paused ? "Resume" : "Pause");
  tick();
  schedule();
});
document.addEventListener("visibilitychange", schedule);
setInterval(tick, 1000);
schedule();
