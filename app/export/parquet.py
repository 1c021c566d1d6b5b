"""`events.parquet` and `measures.parquet`: tables for pandas, DuckDB and the like. Needs pyarrow (extra `review`)."""

from pathlib import Path

from app.export.contents import Contents
from app.export.records import event_record, measure_names, state_columns
from app.whole_file import whole_file
from pose.errors import UserError


def write_parquet(contents: Contents, events: Path, measures: Path) -> None:
    """Write both tables. Times of moments: ns on the frames' clock and UTC.

    Raises
    ------
    UserError : pyarrow is not installed.
    OSError : they cannot be written.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise UserError("Parquet needs pyarrow; pip install 'cabinsight[review]'") from error
    about = {"drive": contents.name, "source": contents.drive.info.source, "rules": contents.rules.version}
    rows = pa.Table.from_pylist(
        [
            event_record(event) | {"start_ns": event.start, "end_ns": event.end, "wall_time": event.wall_time}
            for event in contents.events
        ],
        schema=pa.schema(
            [
                ("kind", pa.string()),
                ("severity", pa.string()),
                ("start_s", pa.float64()),
                ("end_s", pa.float64()),
                ("duration_s", pa.float64()),
                ("start_ns", pa.int64()),
                ("end_ns", pa.int64()),
                ("wall_time", pa.float64()),
                ("peak", pa.float64()),
                ("evidence", pa.list_(pa.string())),
                ("rules_version", pa.string()),
            ]
        ),
    )
    trace = contents.trace
    columns: dict[str, object] = {
        "time_ns": pa.array(trace.times),
        "wall_time": pa.array((trace.wall_times * 1e6).round().astype("int64")).cast(pa.timestamp("us", tz="UTC")),
    }
    for place, name in enumerate(measure_names()):
        # NaN becomes null: not observable.
        columns[name] = pa.array(trace.measures[:, place], from_pandas=True)
    for name, states in state_columns(contents):
        columns[name] = pa.array(states, pa.string()).dictionary_encode()
    moments = pa.table(columns)
    for table, path in ((rows, events), (moments, measures)):
        with whole_file(path) as part:
            parquet.write_table(table.replace_schema_metadata(about), part)
