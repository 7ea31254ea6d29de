"""The catalog for other programs: JSON, CSV, Parquet, feeds and more. Pure: values in, bytes out."""
