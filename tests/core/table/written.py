"""Tables as people have them: what each is read as, or the sentence that it is refused with.

A new report is a new entry.

READ holds, by kind: the text; by name, what the usable columns hold; a part of the notes, "" for none.
REFUSED holds, by kind: the text, and the sentence.
WHY_NOT holds, by kind: the text, and why its first column cannot be used.
"""

NO_ROWS = "the table has no row but comments and separators: give a row of names and rows of numbers."

NAN = None
"""A missing cell."""

Columns = dict[str, list[float | None]]

READ: dict[str, tuple[str, Columns, str]] = {
    "a comment above": (
        "# measured in May, by Ada\nx,y\n1,2\n3,4\n",
        {"x": [1, 3], "y": [2, 4]},
        "Left out as comments, which begin with #: 1 line.",
    ),
    "comments between, one with a quote": (
        'x,y\n1,2\n# Ada said "stop\n3,4\n#5,6\n',
        {"x": [1, 3], "y": [2, 4]},
        "Left out as comments, which begin with #: 2 lines.",
    ),
    "numpy.savetxt with a header": ("# size, tip\n2.0,1.01\n3.0,1.66\n", {"size": [2, 3], "tip": [1.01, 1.66]}, ""),
    "a first name that is #": (
        "#,HP,Attack\n1,45,49\n2,60,62\n",
        {"column 1": [1, 2], "HP": [45, 60], "Attack": [49, 62]},
        "",
    ),
    "a # within a cell": ("x,y\n1,#2\n2,#3\n", {"x": [1, 2]}, ""),
    "a # that begins a line within quotes": ('x,y,note\n1,2,"a\n# b"\n3,4,c\n', {"x": [1, 3], "y": [2, 4]}, ""),
    "a row of units": (
        "mass,height,y\nkg,m,\n70,1.8,1\n60,1.7,2\n",
        {"mass": [70, 60], "height": [1.8, 1.7], "y": [1, 2]},
        "Row 2 holds units, not numbers, and is left out: “kg”, “m”.",
    ),
    "units in brackets, below text too": ("name;t\n;(°C)\nAda;20,5\nBob;21\n", {"t": [20.5, 21]}, "Row 2 holds units"),
    "Excel's line for the separator": ("sep=;\nx;y\n1,5;2\n3;4\n", {"x": [1.5, 3], "y": [2, 4]}, "semicolons"),
    "Excel's line, in quotes, for commas": ('"sep=,"\r\nx,y\r\n1,2\r\n', {"x": [1], "y": [2]}, "commas"),
    "? for missing, as in mpg": (
        "mpg,horsepower\n18,130\n25,?\n22,95\n",
        {"mpg": [18, 25, 22], "horsepower": [130, NAN, 95]},
        "“?” is read as a missing cell in “horsepower”.",
    ),
    "- for missing": ("x,y\n1,-\n-2,3\n", {"x": [1, -2], "y": [NAN, 3]}, "“-” is read as a missing cell in “y”."),
    "dashes and points for missing": (
        "x;y\n—;.\n–;1\n--;2\n7;3\n",
        {"x": [NAN, NAN, NAN, 7], "y": [NAN, 1, 2, 3]},
        "“—”",
    ),
    "words for missing": (
        "x,y\nNA,1\nn/a,2\nnull,3\nNaN,4\n#N/A,5\nNone,6\n7,7\n",
        {"x": [NAN, NAN, NAN, NAN, NAN, NAN, 7], "y": [1, 2, 3, 4, 5, 6, 7]},
        "",
    ),
    "pandas' index without a name": (
        ",size,tip\n0,2,1.01\n1,3,1.66\n",
        {"column 1": [0, 1], "size": [2, 3], "tip": [1.01, 1.66]},
        "“column 1” has no name of its own and counts the rows, so it is not chosen as a feature.",
    ),
    "the same, read and written again": (
        "Unnamed: 0,size,tip\n0,2,1.01\n5,3,1.66\n",
        {"Unnamed: 0": [0, 5], "size": [2, 3], "tip": [1.01, 1.66]},
        "“Unnamed: 0” has no name of its own",
    ),
    "no name, but no index": (",y\n5,1\n2,3\n", {"column 1": [5, 2], "y": [1, 3]}, ""),
    "blanks between": ("x y z\n1 2 3\n4 5 6\n", {"x": [1, 4], "y": [2, 5], "z": [3, 6]}, "Read with blanks"),
    "columns of one width": (
        "  x      y\n 10    0.5\n  2  -1e-3\n",
        {"x": [10, 2], "y": [0.5, -0.001]},
        "Read with blanks",
    ),
    "blanks and a tab, as in auto-mpg": (
        '18.0   8   307.0\t"chevrolet malibu"\n15.0   8   350.0\t"buick skylark"\n',
        {"column 1": [18, 15], "column 2": [8, 8], "column 3": [307, 350]},
        "Read with blanks",
    ),
    "R's write.table": (
        '"x" "y"\n"1" 0.5 2\n"2" 1.5 3\n',
        {"column 1": [1, 2], "x": [0.5, 1.5], "y": [2, 3]},
        "blanks",
    ),
    "a printed DataFrame": (
        "   size   tip\n0     2  1.01\n1     3  1.66\n\n[2 rows x 2 columns]\n",
        {"column 1": [0, 1], "size": [2, 3], "tip": [1.01, 1.66]},
        "has no name of its own",
    ),
    "a Markdown table": ("| x | y |\n|---|:-:|\n| 1 | 2 |\n| 3 | 4 |\n", {"x": [1, 3], "y": [2, 4]}, "Read with pipes"),
    "a Markdown table without its outer pipes": (
        "x | y\n--- | ---\n1 | 2,5\n3 | 4\n",
        {"x": [1, 3], "y": [2.5, 4]},
        "pipes",
    ),
    "a table drawn by a database": (
        "+---+---+\n| x | y |\n+---+---+\n| 1 | 2 |\n| 3 | - |\n+---+---+\n(2 rows)\n",
        {"x": [1, 3], "y": [2, NAN]},
        "Read with pipes",
    ),
    "pipes alone": ("x|y\n1|2\n3|4\n", {"x": [1, 3], "y": [2, 4]}, "Read with pipes"),
    "a pipe within a cell": ("id,genre,y\n1,a|b,2\n3,c|d,4\n", {"id": [1, 3], "y": [2, 4]}, "Read with commas"),
    "decimal commas and empty columns": ("x;y;;\n1,5;2;;\n2,5;3;;\n", {"x": [1.5, 2.5], "y": [2, 3]}, "semicolons"),
    "a name that a missing one would get": (
        "column 2,,y\n1,2,3\n",
        {"column 2": [1], "column 2, 2": [2], "y": [3]},
        "",
    ),
    "a name that a repeated one would get": (
        "a (column 2),a,a\n1,2,3\n",
        {"a (column 2)": [1], "a, 2": [2], "a (column 3)": [3]},
        "More than one column is named “a”",
    ),
}

REFUSED: dict[str, tuple[str, str]] = {
    "one comma": (",\n", NO_ROWS),
    "semicolons": (";;;\n\n;;;\n", NO_ROWS),
    "pipes": ("|\n||\n", NO_ROWS),
    "comments": ("# x\n# y\n", NO_ROWS),
    "Excel's line alone": ("sep=;\n", NO_ROWS),
    "blanks, and a row too long": (
        "x y\n1 2\n3 4 5\n",
        "row 3 has 3 cells where row 1 has 2: give every row the same number of cells.",
    ),
    "a Markdown table with a row too short": (
        "| x | y |\n|---|---|\n| 1 |\n",
        "row 3 has 1 cell where row 1 has 2: give every row the same number of cells.",
    ),
    "one column, with blanks in its numbers": (
        "1 000\n2 000\n",
        "only one column was found: put commas, semicolons, tabs or blanks between the cells of a row.",
    ),
}

WHY_NOT: dict[str, tuple[str, str]] = {
    "a text among numbers, no unit": (
        "x;name\nabsent;Ada\n2;Bob\n",
        "row 2 is “absent”: text cannot be multiplied by a coefficient.",
    ),
    "rows left out where a frame was printed": (
        "x   y\n1   2\n..  ..\n9   8\n",
        "row 3 is “..”, which stands for cells that are not there: give all of them.",
    ),
}
