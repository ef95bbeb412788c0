DROP TABLE exports;
DROP TABLE imports;
DROP TABLE old_addresses;
DROP TABLE imported_rows;
