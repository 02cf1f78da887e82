package dev.antibody.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A table as comma-separated values with a header line, in UTF-8. Cells are texts; what they mean is for who asks for
 * the table.
 *
 * @param columns names of the columns in their order
 * @param rows in their order
 */
public record CsvTable(List<String> columns, List<Row> rows) {

    private static final CsvMapper CSV = CsvMapper.builder()
            .enable(CsvParser.Feature.FAIL_ON_MISSING_COLUMNS)
            .enable(CsvParser.Feature.FAIL_ON_MISSING_HEADER_COLUMNS)
            .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
            .build();

    /**
     * One row.
     *
     * @param cells by the names of their columns
     */
    public record Row(Map<String, String> cells) {

        /** The cell in a column that the table has. */
        public String cell(String column) {
            String cell = cells.get(column);
            if (cell == null) {
                throw new IllegalArgumentException("the table has no column " + column);
            }
            return cell;
        }
    }

    public CsvTable {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /**
     * Reads a file.
     *
     * @param columns that it must have, in any order, and no others
     * @throws CsvException if there is no such file, or it is no such table
     */
    public static CsvTable read(Path file, List<String> columns) {
        ObjectReader reader = CSV.readerForMapOf(String.class)
                .with(schema(columns).withHeader().withStrictHeaders(false).withColumnReordering(true));
        List<Row> rows = new ArrayList<>();
        try (Reader text = Files.newBufferedReader(file, StandardCharsets.UTF_8);
                MappingIterator<Map<String, String>> lines = reader.readValues(text)) {
            while (lines.hasNextValue()) {
                Map<String, String> row = lines.nextValue();
                if (!row.keySet().equals(Set.copyOf(columns))) {
                    throw new CsvException(file + " has other columns than " + String.join(",", columns));
                }
                rows.add(new Row(row));
            }
        } catch (JsonProcessingException e) {
            // without its message, which quotes cells
            throw new CsvException(
                    file + line(e) + " is not a row of " + String.join(",", columns) + "; mend the line");
        } catch (NoSuchFileException e) {
            throw new CsvException(file + " does not exist; check the path", e);
        } catch (CharacterCodingException e) {
            throw new CsvException(file + " is not UTF-8 text", e);
        } catch (IOException e) {
            throw new CsvException(file + " cannot be read; check its permissions", e);
        }
        return new CsvTable(columns, rows);
    }

    /**
     * The table as a file has it: the header, then a line a row, cells quoted where they must be. The same table gives the
     * same bytes.
     */
    public String text() {
        try {
            return CSV.writerFor(CSV.constructType(List.class))
                    .with(schema(columns).withHeader())
                    .writeValueAsString(rows.stream().map(Row::cells).toList());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a cell has no column", e);
        }
    }

    private static CsvSchema schema(List<String> columns) {
        CsvSchema.Builder schema = CsvSchema.builder();
        columns.forEach(schema::addColumn);
        return schema.build();
    }

    private static String line(JsonProcessingException e) {
        return e.getLocation() == null ? "" : " line " + e.getLocation().getLineNr();
    }
}
