"""DuckDB counts the rows of an incident file by hour.

    python duckdb_hours.py CSV THREADS
"""

import sys
import time

import duckdb

# Some rows have a date without a time, so the column is read as text.
QUERY = """
    select hour(try_strptime(committed_from, '%d/%m/%Y %H:%M')) as hour, count(*)
    from read_csv($file, header = true, types = {'committed_from': 'VARCHAR'})
    group by 1 order by 1
"""


def main(csv, threads):
    base = duckdb.connect(config={"threads": threads})
    started = time.perf_counter()
    hours = base.execute(QUERY, {"file": csv}).fetchall()
    ms = (time.perf_counter() - started) * 1000
    print(f"duckdb.hours_ms\t{ms}")
    print(f"duckdb.rows\t{sum(count for _, count in hours)}")
    print(f"duckdb.version\tDuckDB {duckdb.__version__}")


main(sys.argv[1], int(sys.argv[2]))
