"""Numbers as people paste them: the cells that each is read as, or the sentence that it is refused with.

A new report is a new entry. Cells are compared as numbers; FLAT holds what was written in one dimension or none.
"""

Rows = list[list[float]]

SQUARE: Rows = [[1, 2], [3, 4]]

FLAT: dict[str, tuple[str, list[float]]] = {
    "a tensor, printed": ("tensor([0.5000, 0.2500])", [0.5, 0.25]),
    "with its flag": ("tensor([1., 2.], requires_grad=True)", [1, 2]),
    "with its node, over two lines": ("tensor([1.0000, -2.0000],\n       grad_fn=<MulBackward0>)", [1, -2]),
    "with its device and type": ("tensor([1., 2.], device='cuda:0', dtype=torch.float64)", [1, 2]),
    "a scalar": ("tensor(0.5, requires_grad=True)", [0.5]),
    "a scalar, typed": ("w = torch.tensor(-1e-3)", [-0.001]),
    "a list of scalars": ("[tensor(0.5), tensor(1.5)]", [0.5, 1.5]),
    "a list of scalars with flags": (
        "[tensor(0.5, requires_grad=True), tensor(-2., grad_fn=<AddBackward0>)]",
        [0.5, -2],
    ),
    "a tuple of scalars": ("(tensor(0.5), tensor(1.5))", [0.5, 1.5]),
    "two scalars with names": ("w = torch.tensor(0.5, requires_grad=True)\nb = torch.tensor(0.1)", [0.5, 0.1]),
    "two numbers with names": ("w: 0.5\nb: 0.1", [0.5, 0.1]),
    "a tuple": ("(1, 2, 3)", [1, 2, 3]),
    "a tuple of one": ("(1,)", [1]),
    "a tuple without brackets": ("w = 0.5, 0.25", [0.5, 0.25]),
    "a parameter, printed": ("Parameter containing:\ntensor([0.5000, 0.5000], requires_grad=True)", [0.5, 0.5]),
    "a parameter, typed": ("nn.Parameter(torch.tensor([0.5, 0.5]))", [0.5, 0.5]),
    "a parameter in full": ("self.w = torch.nn.Parameter(torch.tensor([0.5, 0.5]), requires_grad=True)", [0.5, 0.5]),
    "an old Variable": ("Variable(torch.Tensor([1, 2, 3]), requires_grad=True)", [1, 2, 3]),
    "from NumPy": ("torch.from_numpy(np.array([1., 2.], dtype=np.float32))", [1, 2]),
    "a type as a second argument": ("np.array([1, 2], np.float32)", [1, 2]),
    "as_tensor": ("torch.as_tensor([1, 2])", [1, 2]),
    "torch.tensor with data=": ("torch.tensor(data=[1, 2])", [1, 2]),
    "on a GPU": ("torch.tensor([1., 2.]).to('cuda')", [1, 2]),
    "on a GPU, with a type": ("torch.tensor([1., 2.]).to(device, dtype=torch.float32)", [1, 2]),
    "on a GPU, the old way": ("torch.FloatTensor([1, 2]).cuda()", [1, 2]),
    "to floats": ("torch.tensor([1, 2]).float()", [1, 2]),
    "whole numbers to whole numbers": ("torch.tensor([1, 0, 1]).long()", [1, 0, 1]),
    "tracked afterwards": ("torch.tensor([1., 2.]).requires_grad_()", [1, 2]),
    "several methods": ("torch.tensor([[1., 2.]]).squeeze().detach().cpu().numpy()", [1, 2]),
    "flattened": ("torch.tensor([[1, 2], [3, 4]]).flatten()", [1, 2, 3, 4]),
    "a prompt": (">>> torch.tensor([1., 2.])\ntensor([1., 2.])", [1, 2]),
    "a prompt, and a name": (">>> x = torch.tensor([1., 2.])\n>>> x\ntensor([1., 2.])", [1, 2]),
    "a prompt, and print": (">>> print(coeffs.grad)\ntensor([-2., -3.])", [-2, -3]),
    "imports": (
        "import torch\nimport torch.nn as nn\nfrom torch import tensor\nx = tensor([1., 2.])\nprint(x)",
        [1, 2],
    ),
    "IPython": ("In [5]: x\nOut[5]: tensor([1., 2.])", [1, 2]),
    "IPython, on the next line": ("In [12]: w.grad\nOut[12]: \ntensor([1., 2.])", [1, 2]),
    "its shape below": ("tensor([0.5000, 0.5000])\ntorch.Size([2])", [0.5, 0.5]),
    "its shape beside": ("tensor([0.5000, 0.5000]) torch.Size([2])", [0.5, 0.5]),
    "its shape below, as prompted": (">>> x\ntensor([1., 2.])\n>>> x.shape\ntorch.Size([2])", [1, 2]),
    "a label": ("coeffs.grad: tensor([-2., -3.])", [-2, -3]),
    "a label with a slice": ("W[:3]:\ntensor([0.1, 0.2, 0.3])", [0.1, 0.2, 0.3]),
    "a label before plain numbers": ("targets: 5 6", [5, 6]),
    "with a type annotation": ("x: torch.Tensor = torch.tensor([1., 2.])", [1, 2]),
    "a comment behind": ("[1, 2]  # the targets", [1, 2]),
    "a comment above": ("# targets [old: 3]\n[1, 2]", [1, 2]),
    "comments within": ("torch.tensor([\n    1.0,  # first (of two)\n    2.0,  # second\n])", [1, 2]),
    "truth values": ("tensor([True, False, True])", [1, 0, 1]),
    "truth values of NumPy": ("[ True False]", [1, 0]),
    "truth values of JSON": ("[true, false]", [1, 0]),
    "NumPy, printed": ("[1.  2.5 3. ]", [1, 2.5, 3]),
    "NumPy, as repr": ("array([1. , 2.5])", [1, 2.5]),
    "R": ("c(1, 2, 3)", [1, 2, 3]),
    "from an answer, in a fence": ("```python\nx = [1, 2]\n```", [1, 2]),
    "in backticks": ("`[1, 2]`", [1, 2]),
    "in single points": ("tensor([1., 2., 3.])", [1, 2, 3]),
    "the real minus": ("[−1, 2]", [-1, 2]),
    "blanks": ("5 6", [5, 6]),
    "a pandas Series, typed": ("pd.Series([1, 2], name='y')", [1, 2]),
    "a pandas row": ("df.iloc[0]: [1, 2]", [1, 2]),
}

ROWS: dict[str, tuple[str, Rows]] = {
    "tuples in a list": ("[(1, 2), (3, 4)]", SQUARE),
    "tuples in a tuple": ("((1, 2), (3, 4))", SQUARE),
    "tensors in a list": ("[tensor([1., 2.]), tensor([3., 4.])]", SQUARE),
    "arrays in a tensor": ("torch.tensor([np.array([1, 2]), np.array([3, 4])])", SQUARE),
    "lists with commas alone": ("[1, 2],\n[3, 4],\n", SQUARE),
    "MATLAB": ("A = [1 2; 3 4];", SQUARE),
    "a parameter": ("Parameter containing:\ntensor([[1., 2.],\n        [3., 4.]], requires_grad=True)", SQUARE),
    "a prompt over two lines": (">>> x = torch.tensor([[1, 2],\n...                   [3, 4]])", SQUARE),
    "IPython over two lines": ("In [3]: x = torch.tensor([[1, 2],\n   ...:                   [3, 4]])", SQUARE),
    "a wrapped call": (
        "x = Variable(\n    torch.from_numpy(\n        np.array([[1, 2],\n                  [3, 4]])))",
        SQUARE,
    ),
    "with its shape": ("tensor([[1., 2.],\n        [3., 4.]])\ntorch.Size([2, 2])", SQUARE),
    "a column by view": ("torch.tensor([1., 2., 3.]).view(-1, 1)", [[1], [2], [3]]),
    "a column by unsqueeze": ("torch.tensor([1., 2., 3.]).unsqueeze(1)", [[1], [2], [3]]),
    "a column by reshape": ("np.array([1, 2, 3]).reshape((-1, 1))", [[1], [2], [3]]),
    "a row by unsqueeze": ("torch.tensor([1., 2., 3.]).unsqueeze(0)", [[1, 2, 3]]),
    "turned": ("torch.tensor([[1, 3], [2, 4]]).T", SQUARE),
    "turned, as a method": ("torch.tensor([[1, 3], [2, 4]]).t()", SQUARE),
    "numbers with comments": ("1 2  # first\n# none\n3 4", SQUARE),
    "a printed DataFrame": ("   x0  x1\n0   1   2\n1   3   4", SQUARE),
    "a printed DataFrame with its size": ("     a    b\n0  1.0  2.0\n7  3.0  4.0\n\n[2 rows x 2 columns]\n", SQUARE),
    "a DataFrame as a notebook copies it": ("\tx0\tx1\n0\t1\t2\n1\t3\t4", SQUARE),
    "a DataFrame with words for its index": ("     x  y\nAda  1  2\nBob  3  4", SQUARE),
    "a printed Series": ("0    1.5\n1    2.5\nName: tip, dtype: float64", [[1.5], [2.5]]),
    "a printed Series without a name": ("a    1.5\nb    2.5\ndtype: float64\n", [[1.5], [2.5]]),
    "truth values in a sheet": ("1\tTRUE\n0\tFALSE", [[1, 1], [0, 0]]),
}

REFUSED: dict[str, tuple[str, str]] = {
    "numbers to be made": (
        "torch.rand(3, 2)",
        "“torch.rand(…)” makes numbers that are not in the text: print them and paste that.",
    ),
    "numbers to be made, wrapped": (
        "nn.Parameter(torch.zeros(3))",
        "“torch.zeros(…)” makes numbers that are not in the text: print them and paste that.",
    ),
    "a size, not a number": (
        "torch.Tensor(3)",
        "“torch.Tensor(…)” with a lone number makes as many others: print them and paste that.",
    ),
    "no brackets around the numbers": (
        "torch.tensor(1, 2)",
        "“torch.tensor(1, 2)” has no brackets around its numbers: write them in [ ].",
    ),
    "another call": ("F.relu([1, 2])", "“F.relu(…)” cannot be read: paste the numbers in their brackets alone."),
    "a method that computes": (
        "torch.tensor([1., 2.]).exp()",
        "“.exp()” computes with the numbers: print the result and paste that.",
    ),
    "a shape that does not fit": (
        "torch.tensor([1., 2., 3.]).view(2, 2)",
        "“.view(2, 2)” does not fit the shape (3,): paste the numbers alone.",
    ),
    "fractions cut off": (
        "torch.tensor([1.7, 2.]).long()",
        "“1.7” is changed by the type in “.long()”: print the result and paste that.",
    ),
    "fractions cut off by the type": (
        "torch.tensor([1.7], dtype=torch.int64)",
        "“1.7” is changed by the type in “torch.tensor”: print the result and paste that.",
    ),
    "an empty tensor among others": (
        "[tensor([1.]), tensor()]",
        "the brackets are empty: write numbers into them, such as [1, 2].",
    ),
    "arithmetic": ("torch.tensor([1., 2.]) * 2", "“* 2” cannot be read: paste the numbers in their brackets alone."),
    "another shape below": (
        "tensor([1., 2.])\ntorch.Size([3])",
        "“torch.Size([3])” is not the shape (2,) of the numbers: paste all of them.",
    ),
    "a shape alone": ("torch.Size([2])", "“torch.Size([2])” is a shape: paste the numbers."),
    "two tensors": (
        "X = torch.tensor([[1., 2.]])\ny = torch.tensor([5.])",
        "there is more than one list, “X” and “y”: paste each into its own field.",
    ),
    "two labelled rows": (
        "x: 1 2 3\ny: 4 5 6",
        "there is more than one list, “x” and “y”: paste each into its own field.",
    ),
    "two lists": ("[1, 2]\n[3, 4]", "there is more than one list: put all rows into one, such as [[1, 2], [3, 4]]."),
    "a dictionary": (
        "{'x': [1, 2]}",
        "curly brackets hold more than one thing: paste one list of numbers, such as [1, 2].",
    ),
    "round brackets for a loss": ("(5)", "“(5)” can mean a number or its negative: write it without round brackets."),
    "left out by the printer": (
        "tensor([[1., 2.],\n        ...,\n        [3., 4.]])",
        "“...” stands for numbers that are not in the text: paste all of them.",
    ),
    "rows of different lengths": (
        "[(1, 2), (3,)]",
        "row 1 has 1 cell where row 0 has 2: give every row the same number of cells.",
    ),
    "brackets of two kinds": ("[1, 2)", "a bracket is not closed: add ] where its row ends."),
    "crossed brackets": ("[(1, 2])", "“(” is closed by “]”: close each bracket with its own kind."),
    "three dimensions": (
        "tensor([[[1., 2.]]])",
        "the brackets are more than two deep: give rows of numbers, such as [[1, 2], [3, 4]].",
    ),
    "an assignment of a lambda": (
        "f = lambda: [1, 2]",
        "“lambda: [1, 2]” cannot be read: paste the numbers in their brackets alone.",
    ),
    "markup in the second line": (
        "1e38 1e38\n<img src=x onerror=alert(1)> 2",
        (
            "“<img src=x onerror=…” cannot be read beside “1e38 1e38”: write rows of numbers alone, or all of them in "
            "brackets."
        ),
    ),
    "a row in brackets below one without": (
        "1, 2; 3\n4 5\n[3, 4]",
        "“[3, 4]” cannot be read beside “1”: write rows of numbers alone, or all of them in brackets.",
    ),
    "code": (
        "__import__('os').system('ls')",
        "“__import__(…)” cannot be read: paste the numbers in their brackets alone.",
    ),
}

CELLS: dict[str, tuple[str, str]] = {
    "text in quotes": ("'0.5'", "“'0.5'” is a text in quotes: write it without: 0.5."),
    "a truth value": ("True", "“True” is a truth value: write a number: 1."),
    "no number": ("None", "“None” stands for a missing number: write one, or leave the row out."),
    "a question mark": ("?", "“?” stands for a missing number: write one, or leave the row out."),
    "round brackets": (
        "(5)",
        "“(5)” has round brackets around it, which can mean a negative number: write it without.",
    ),
}
"""What a single cell is refused with."""
