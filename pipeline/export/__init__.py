"""The catalog for other programs: JSON, CSV, Parquet, a feed, a changelog and more. Pure: values in, bytes out."""
