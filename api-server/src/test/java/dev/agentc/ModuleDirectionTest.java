package dev.agentc;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.agentc.repository.user.UserId;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The shape of the design: who may know whom. */
class ModuleDirectionTest {

  private static final String CONFIG = "dev.agentc.redis.config..";
  private static final String REPOSITORY = "dev.agentc.repository..";
  private static final String HEALTH = "dev.agentc.health..";
  private static final String API = "dev.agentc.api..";

  /** What reads and writes stored JSON. */
  private static final Set<String> CODECS =
      Set.of(
          "JsonCodec", "JsonMerge", "LoneSurrogates", "EntryCodec", "UserCodec", "StoredSession");

  private static final JavaClasses CODE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          // Where Maven runs the test, the modules are jars, and their tests others.
          .withImportOption(location -> !location.contains("/test-classes/"))
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("dev.agentc");

  @Test
  void configuration_knowsNoOtherModule() {
    noClasses()
        .that()
        .resideInAPackage(CONFIG)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(REPOSITORY, HEALTH, API)
        .check(CODE);
  }

  @Test
  void repositories_knowOnlyTheConfiguration() {
    noClasses()
        .that()
        .resideInAPackage(REPOSITORY)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(HEALTH, API)
        .check(CODE);
  }

  @Test
  void health_knowsOnlyTheConfiguration() {
    noClasses()
        .that()
        .resideInAPackage(HEALTH)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(REPOSITORY, API)
        .check(CODE);
  }

  @Test
  void lettuce_isKnownToTheConfigurationAndToWhatIsCalledRedis() {
    noClasses()
        .that(
            DescribedPredicate.not(resideInAPackage(CONFIG))
                .and(
                    DescribedPredicate.not(
                        describe(
                            "are called Redis",
                            c -> outermost(c).getSimpleName().startsWith("Redis")))))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.lettuce..")
        .check(CODE);
  }

  @Test
  void jackson_isKnownToTheCodecsAndToHttp() {
    noClasses()
        .that(
            DescribedPredicate.not(resideInAPackage(API))
                .and(
                    DescribedPredicate.not(
                        describe(
                            "are codecs", c -> CODECS.contains(outermost(c).getSimpleName())))))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("tools.jackson..", "com.fasterxml.jackson..")
        .check(CODE);
  }

  @Test
  void http_isKnownToTheServerOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage(API)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.undertow..", "org.xnio..", "com.sun.net.httpserver..")
        .check(CODE);
  }

  @Test
  void undertow_isNotKnownToAnyEndpoint() {
    noClasses()
        .that(resideInAPackage(API).and(DescribedPredicate.not(resideInAPackage("dev.agentc.api"))))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.undertow..", "org.xnio..")
        .check(CODE);
  }

  @Test
  void featuresOfTheRepositories_haveNoCycle() {
    // Ids are words that all share: a session names its user, a user's deletion its sessions.
    slices()
        .matching("dev.agentc.repository.(*)..")
        .should()
        .beFreeOfCycles()
        .ignoreDependency(alwaysTrue(), belongToAnyOf(UserId.class))
        .check(CODE);
  }

  @Test
  void featuresOfTheServer_haveNoCycle() {
    slices().matching("dev.agentc.api.(*)..").should().beFreeOfCycles().check(CODE);
  }

  @Test
  void everyPackage_isNullMarked() {
    assertThat(CODE.stream().map(JavaClass::getPackage).distinct())
        .allSatisfy(
            pack -> assertThat(pack.isAnnotatedWith(NullMarked.class)).as(pack.getName()).isTrue());
  }

  @Test
  void everyModule_isLookedAt() {
    for (String module : Set.of(CONFIG, REPOSITORY, HEALTH, API)) {
      assertThat(CODE.that(resideInAnyPackage(module))).as(module).isNotEmpty();
    }
    assertThat(CODE.contain("dev.agentc.redis.testing.RedisServer")).isFalse();
  }

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(ModuleDirectionTest::outermost).orElse(type);
  }
}
