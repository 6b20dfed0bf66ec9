"""Workbooks as forces send them, written and read by other programs' libraries.

Writes workbooks/extract.{xlsx,xls,ods} and extract_1904.xlsx, then reads them back with pandas
(openpyxl, xlrd, odfpy) and writes what it read to workbooks/expected.csv, which the test
`workbooks_of_other_libraries_are_read_as_pandas_reads_them` compares with. Run where Python has

    openpyxl==3.1.5 xlwt==1.3.0 xlrd==2.0.2 odfpy==1.4.1 pandas==3.1.1
"""

import csv
import datetime as dt
import pathlib

import openpyxl
import pandas
import xlwt
from odf.number import DateStyle, Day, Hours, Minutes, Month, NumberStyle, Text, TimeStyle, Year
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

HERE = pathlib.Path(__file__).parent / "workbooks"
HEADER = ["Crime ref", "Easting", "Northing", "Committed Date", "Committed Time", "Recorded",
          "Offence", "Domestic", "Location"]
TITLES = [["Violence with injury, Cleveland"], ["Report run on 03/06/2021 10:22 by analyst"], []]
FOOTER = ["Total: 12"]
FIRST_ROW = len(TITLES) + 2


def rows():
    """Twelve records; offences are written once for two rows each, which are merged."""
    for i in range(12):
        day = dt.date(2021, 5, 1) + dt.timedelta(days=5 * i)
        minutes = (i * 137) % 1440
        yield [
            f"C/{1000 + i}",
            451234 + 111 * i if i % 3 else 451234.5 + i,
            523456 - 73 * i,
            day,
            dt.time(minutes // 60, minutes % 60),
            dt.datetime.combine(day, dt.time()) + dt.timedelta(hours=24 + 6 * i),
            ["Assault with injury", "Wounding \u2013 s.18", "Robbery, personal"][i // 2 % 3],
            i % 4 == 0,
            ["Café Bar, Quay", "High Street & Market Place", "<unknown>"][i % 3],
        ]


def write_xlsx(path, epoch):
    book = openpyxl.Workbook()
    book.epoch = epoch
    notes = book.active
    notes.title = "Notes"
    notes.append(["This extract is restricted."])
    notes.append(["Field", "Meaning"])
    notes.append(["Easting", "metres east"])
    sheet = book.create_sheet("Incidents")
    for line in TITLES:
        sheet.append(line)
    sheet.append(HEADER)
    for i, row in enumerate(rows()):
        sheet.append([None if i % 2 and c == 6 else value for c, value in enumerate(row)])
        at = sheet.max_row
        sheet.cell(at, 4).number_format = "dd/mm/yyyy"
        sheet.cell(at, 5).number_format = "hh:mm"
        sheet.cell(at, 6).number_format = "dd/mm/yyyy hh:mm"
        if i % 2:
            sheet.merge_cells(start_row=at - 1, end_row=at, start_column=7, end_column=7)
    sheet.append(FOOTER)
    hidden = book.create_sheet("Old incidents")
    hidden.append(HEADER)
    for row in rows():
        hidden.append(row)
    hidden.sheet_state = "hidden"
    book.save(path)


def write_xls(path):
    book = xlwt.Workbook(encoding="utf-8")
    notes = book.add_sheet("Notes")
    notes.write(0, 0, "This extract is restricted.")
    sheet = book.add_sheet("Incidents")
    style = {c: xlwt.easyxf(num_format_str=f)
             for c, f in [(3, "dd/mm/yyyy"), (4, "hh:mm"), (5, "dd/mm/yyyy hh:mm")]}
    plain = xlwt.easyxf()
    for r, line in enumerate(TITLES + [HEADER]):
        for c, value in enumerate(line):
            sheet.write(r, c, value)
    for i, row in enumerate(rows()):
        at = FIRST_ROW - 1 + i
        for c, value in enumerate(row):
            if c != 6:
                sheet.write(at, c, value, style.get(c, plain))
            elif i % 2 == 0:
                sheet.write_merge(at, at + 1, c, c, value)
    sheet.write(FIRST_ROW - 1 + 12, 0, FOOTER[0])
    book.save(path)


def write_ods(path):
    book = OpenDocumentSpreadsheet()
    date = DateStyle(name="D")
    for part in [Day(style="long"), Text(text="/"), Month(style="long"), Text(text="/"), Year(style="long")]:
        date.addElement(part)
    book.automaticstyles.addElement(date)
    styled = Style(name="cD", family="table-cell", datastylename="D")
    book.automaticstyles.addElement(styled)

    def cell(value):
        if value is None:
            return TableCell()
        if isinstance(value, bool):
            made, shown = TableCell(valuetype="boolean", booleanvalue=str(value).lower()), str(value).upper()
        elif isinstance(value, (int, float)):
            made, shown = TableCell(valuetype="float", value=str(value)), f"{value:.0f}"
        elif isinstance(value, dt.datetime):
            made, shown = TableCell(valuetype="date", datevalue=value.isoformat()), f"{value:%d/%m/%Y %H:%M}"
        elif isinstance(value, dt.date):
            made, shown = TableCell(valuetype="date", datevalue=value.isoformat(), stylename=styled), f"{value:%d/%m/%Y}"
        elif isinstance(value, dt.time):
            made, shown = TableCell(valuetype="time", timevalue=f"{value:PT%HH%MM%SS}"), f"{value:%H:%M}"
        else:
            made, shown = TableCell(valuetype="string"), value
        made.addElement(P(text=shown))
        return made

    def add(table, line):
        row = TableRow()
        for value in line:
            row.addElement(value if not isinstance(value, (str, int, float, dt.date, dt.time, type(None))) else cell(value))
        table.addElement(row)

    notes = Table(name="Notes")
    add(notes, ["This extract is restricted."])
    book.spreadsheet.addElement(notes)
    table = Table(name="Incidents")
    for line in TITLES + [HEADER]:
        add(table, line)
    for i, row in enumerate(rows()):
        line = list(row)
        if i % 2:
            line[6] = CoveredTableCell()
        else:
            line[6] = TableCell(valuetype="string", numberrowsspanned=2, numbercolumnsspanned=1)
            line[6].addElement(P(text=row[6]))
        add(table, line)
    add(table, FOOTER)
    book.spreadsheet.addElement(table)
    book.save(path)


ENGINES = {".xlsx": "openpyxl", ".xls": "xlrd", ".ods": "odf"}


def read(path):
    frame = pandas.read_excel(path, sheet_name="Incidents", skiprows=FIRST_ROW - 2, dtype=object,
                              engine=ENGINES[path.suffix])
    frame = frame[frame["Easting"].notna()]
    frame["Offence"] = frame["Offence"].ffill()
    for place, (_, row) in enumerate(frame.iterrows()):
        day, clock = pandas.Timestamp(row["Committed Date"]), row["Committed Time"]
        clock = clock if isinstance(clock, dt.time) else pandas.Timestamp(clock).time()
        yield [path.name, FIRST_ROW + place, float(row["Easting"]), float(row["Northing"]),
               f"{day:%Y-%m-%d} {clock:%H:%M}", row["Offence"], row["Location"]]


def main():
    HERE.mkdir(exist_ok=True)
    write_xlsx(HERE / "extract.xlsx", openpyxl.utils.datetime.WINDOWS_EPOCH)
    write_xlsx(HERE / "extract_1904.xlsx", openpyxl.utils.datetime.MAC_EPOCH)
    write_xls(HERE / "extract.xls")
    write_ods(HERE / "extract.ods")
    with open(HERE / "expected.csv", "w", newline="", encoding="utf-8") as out:
        write = csv.writer(out, lineterminator="\n").writerow
        write(["file", "row", "easting", "northing", "when", "offence", "location"])
        for name in ["extract.xlsx", "extract_1904.xlsx", "extract.xls", "extract.ods"]:
            for row in read(HERE / name):
                write(row)


main()
