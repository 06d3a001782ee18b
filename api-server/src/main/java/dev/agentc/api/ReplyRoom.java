package dev.agentc.api;

/**
 * What one reply takes of {@link Admission}: while it is written, room for its data and all that is
 * made of them; from then on its bytes, until it is sent. Given back when both the writing and the
 * exchange are over, whichever ends last. Thread-safe.
 */
final class ReplyRoom {

  /** Bytes for a character while it is written: of the data, of the entry's text, of the reply. */
  static final int COPIES = 6;

  /** Replies up to this are bounded by the number of requests. */
  static final int SMALL = 16 * 1024;

  private final Admission admission;
  private long held;
  private boolean writing;
  private boolean over;

  ReplyRoom(Admission admission) {
    this.admission = admission;
  }

  /** Before a large reply is written; throws the 503. */
  synchronized void take(long characters) {
    long wanted = COPIES * characters;
    admission.reserveReply(wanted);
    held = wanted;
    writing = true;
  }

  /** It is written; throws the 503 when it became larger than there is room. */
  synchronized void written(long bytes) {
    writing = false;
    long wanted = over || bytes <= SMALL ? 0 : bytes;
    if (wanted > held) {
      admission.reserveReply(wanted - held);
    } else {
      admission.releaseReply(held - wanted);
    }
    held = wanted;
  }

  /** The exchange is over. */
  synchronized void leave() {
    over = true;
    if (!writing) {
      admission.releaseReply(held);
      held = 0;
    }
  }
}
