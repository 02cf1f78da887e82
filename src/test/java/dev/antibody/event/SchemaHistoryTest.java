package dev.antibody.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;
import org.apache.avro.SchemaCompatibility.SchemaIncompatibilityType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every version of a record type that was ever committed lies in {@code src/test/resources/schemas/RECORD/vN.avsc}. The
 * current one must read what any of them wrote and be read by them, since records of all ages stay on the topics and
 * instances of different ages share them.
 */
class SchemaHistoryTest {

    private static final Path CURRENT = Path.of("schemas");
    private static final Path HISTORY = Path.of("src", "test", "resources", "schemas");

    @ParameterizedTest
    @MethodSource("records")
    void shouldReadAndBeReadByEveryCommittedVersion(String record) throws IOException {
        Schema current = current(record);

        for (Schema committed : history(record)) {
            assertThat(conflicts(current, committed)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("records")
    void shouldCommitEveryVersion(String record) throws IOException {
        List<Schema> history = history(record);
        int next = history.size() + 1;

        assertThat(history)
                .as(
                        "schemas/%1$s.avsc changed: keep the new version as well, with "
                                + "mkdir -p %2$s/%1$s && cp schemas/%1$s.avsc %2$s/%1$s/v%3$d.avsc",
                        record, HISTORY, next)
                .isNotEmpty()
                .last()
                .isEqualTo(current(record));
    }

    @Test
    void shouldNeverLoseARecordType() throws IOException {
        assertThat(records()).containsAll(directories(HISTORY));
    }

    @ParameterizedTest
    @MethodSource("records")
    void shouldDocumentEveryTypeAndField(String record) throws IOException {
        assertThat(undocumented(current(record))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("records")
    void shouldTypeEveryTimeAsATimestamp(String record) throws IOException {
        assertThat(current(record).getFields())
                .filteredOn(field -> field.name().endsWith("At"))
                .allSatisfy(field -> assertThat(logicalTypes(field.schema())).containsExactly("timestamp-millis"));
    }

    @Test
    void shouldReportAFieldThatOldRecordsLack() {
        Schema wider = sample("{'name': 'language', 'type': 'string', 'doc': ''}");

        assertThat(conflicts(wider, sample()))
                .singleElement()
                .asString()
                .contains("READER_FIELD_MISSING_DEFAULT_VALUE", "language");
    }

    @Test
    void shouldReportARemovedFieldThatOldReadersNeed() {
        Schema old = sample("{'name': 'language', 'type': 'string', 'doc': ''}");

        assertThat(conflicts(sample(), old)).singleElement().asString().contains("the committed version cannot read");
    }

    @Test
    void shouldReportAChangedTypeInBothDirections() {
        Schema text = sample("{'name': 'n', 'type': 'string', 'doc': ''}");
        Schema number = sample("{'name': 'n', 'type': 'long', 'doc': ''}");

        assertThat(conflicts(number, text)).hasSize(2).allSatisfy(c -> assertThat(c)
                .contains(SchemaIncompatibilityType.TYPE_MISMATCH.name()));
    }

    @Test
    void shouldReportATimeWhoseUnitChanged() {
        // Avro itself calls these compatible: both are longs
        Schema millis = sample("{'name': 'at', 'type': {'type': 'long', 'logicalType': 'timestamp-millis'}}");
        Schema micros = sample("{'name': 'at', 'type': {'type': 'long', 'logicalType': 'timestamp-micros'}}");

        assertThat(conflicts(micros, millis)).containsExactly("field at was [timestamp-millis], is [timestamp-micros]");
    }

    @Test
    void shouldAcceptAFieldWithADefault() {
        Schema wider = sample("{'name': 'language', 'type': ['null', 'string'], 'default': null, 'doc': ''}");

        assertThat(conflicts(wider, sample())).isEmpty();
    }

    @Test
    void shouldReportMissingDocumentation() {
        assertThat(undocumented(sample("{'name': 'bare', 'type': 'string'}"))).containsExactly("Sample.bare");
    }

    /** What keeps the current version from reading the committed one's records, or the other way round. */
    private static List<String> conflicts(Schema current, Schema committed) {
        List<String> conflicts = new ArrayList<>();
        incompatibilities(current, committed)
                .forEach(i -> conflicts.add("the current version cannot read a committed one: " + i));
        incompatibilities(committed, current)
                .forEach(i -> conflicts.add("the committed version cannot read the current one: " + i));
        for (Schema.Field field : current.getFields()) {
            Schema.Field old = committed.getField(field.name());
            if (old != null && !logicalTypes(old.schema()).equals(logicalTypes(field.schema()))) {
                conflicts.add("field " + field.name() + " was " + logicalTypes(old.schema()) + ", is "
                        + logicalTypes(field.schema()));
            }
        }
        return conflicts;
    }

    private static Stream<String> incompatibilities(Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getResult()
                .getIncompatibilities()
                .stream()
                .map(SchemaHistoryTest::describe);
    }

    private static String describe(Incompatibility incompatibility) {
        return incompatibility.getType() + " at " + incompatibility.getLocation() + ": " + incompatibility.getMessage();
    }

    private static List<String> undocumented(Schema schema) {
        return switch (schema.getType()) {
            case RECORD ->
                Stream.concat(
                                schema.getDoc() == null ? Stream.of(schema.getName()) : Stream.empty(),
                                schema.getFields().stream()
                                        .flatMap(field -> Stream.concat(
                                                field.doc() == null
                                                        ? Stream.of(schema.getName() + "." + field.name())
                                                        : Stream.empty(),
                                                undocumented(field.schema()).stream())))
                        .toList();
            case ENUM, FIXED -> schema.getDoc() == null ? List.of(schema.getName()) : List.of();
            case ARRAY -> undocumented(schema.getElementType());
            case MAP -> undocumented(schema.getValueType());
            case UNION ->
                schema.getTypes().stream()
                        .flatMap(branch -> undocumented(branch).stream())
                        .toList();
            default -> List.of();
        };
    }

    /** Names of the logical types of the schema, or of its branches when it is optional. */
    private static List<String> logicalTypes(Schema schema) {
        if (schema.isUnion()) {
            return schema.getTypes().stream()
                    .flatMap(branch -> logicalTypes(branch).stream())
                    .toList();
        }
        return schema.getLogicalType() == null
                ? List.of()
                : List.of(schema.getLogicalType().getName());
    }

    private static List<String> records() throws IOException {
        try (Stream<Path> files = Files.list(CURRENT)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".avsc"))
                    .map(name -> name.substring(0, name.length() - ".avsc".length()))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> directories(Path parent) throws IOException {
        try (Stream<Path> children = Files.list(parent)) {
            return children.map(child -> child.getFileName().toString()).toList();
        }
    }

    private static Schema current(String record) throws IOException {
        return new Schema.Parser().parse(Files.readString(CURRENT.resolve(record + ".avsc")));
    }

    /** The committed versions, oldest first. */
    private static List<Schema> history(String record) throws IOException {
        Path versions = HISTORY.resolve(record);
        int count = Files.isDirectory(versions) ? directories(versions).size() : 0;
        List<Schema> history = new ArrayList<>();
        for (int version : IntStream.rangeClosed(1, count).toArray()) {
            history.add(new Schema.Parser().parse(Files.readString(versions.resolve("v" + version + ".avsc"))));
        }
        return history;
    }

    private static Schema sample(String... moreFields) {
        String fields = Stream.concat(Stream.of("{'name': 'id', 'type': 'string', 'doc': ''}"), Stream.of(moreFields))
                .reduce((one, other) -> one + ", " + other)
                .orElseThrow();
        return new Schema.Parser()
                .parse(("{'type': 'record', 'name': 'Sample', 'doc': '', 'fields': [" + fields + "]}")
                        .replace('\'', '"'));
    }
}
