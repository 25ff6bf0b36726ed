"""Formulas as text: compiled to functions of columns, counted, and taken apart into constants.

Read are Python's notation, ^ for powers, and the function names of Cambrian and of the benchmark
lists. A row where a formula has no finite real value gives NaN.
"""
import ast
import math

NAN = math.nan


def _square(x):
    return x * x


def _inverse(x):
    return 1.0 / x


def _harmonic(x):
    return math.fsum(1.0 / k for k in range(1, int(x) + 1))


FUNCTIONS = {
    "sqrt": math.sqrt, "exp": math.exp, "log": math.log, "ln": math.log, "log2": math.log2,
    "log10": math.log10, "log1p": math.log1p, "sin": math.sin, "cos": math.cos, "tan": math.tan,
    "asin": math.asin, "acos": math.acos, "atan": math.atan, "arcsin": math.asin,
    "arccos": math.acos, "arctan": math.atan, "sinh": math.sinh, "cosh": math.cosh,
    "tanh": math.tanh, "asinh": math.asinh, "acosh": math.acosh, "atanh": math.atanh,
    "erf": math.erf, "gamma": math.gamma, "floor": math.floor, "ceil": math.ceil, "round": round,
    "abs": abs, "min": min, "max": max, "pow": math.pow, "div": lambda a, b: a / b,
    "square": _square, "cube": lambda x: x * x * x, "neg": lambda x: -x, "inv": _inverse,
    "cbrt": lambda x: math.copysign(abs(x) ** (1 / 3), x), "harmonic": _harmonic,
    "sign": lambda x: float((x > 0) - (x < 0)), "relu": lambda x: max(x, 0.0),
    "sigmoid": lambda x: 1.0 / (1.0 + math.exp(-x)),
    "mod": lambda a, b: a - b * math.floor(a / b), "cond": lambda a, b: b if a > 0 else 0.0,
    "greater": lambda a, b: float(a > b), "greater_equal": lambda a, b: float(a >= b),
    "less": lambda a, b: float(a < b), "less_equal": lambda a, b: float(a <= b),
}
NAMED_CONSTANTS = {"pi": math.pi, "e": math.e}
_OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.USub, ast.UAdd,
              ast.Lt, ast.LtE, ast.Gt, ast.GtE)


def parse(text):
    """The formula's syntax tree; ValueError if it holds anything that is no formula."""
    tree = ast.parse(text.strip().replace("^", "**"), mode="eval").body
    for node in ast.walk(tree):
        allowed = (ast.BinOp, ast.UnaryOp, ast.Call, ast.Name, ast.Constant, ast.Load,
                   ast.Compare) + _OPERATORS
        if not isinstance(node, allowed):
            raise ValueError(f"no formula: {text}")
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) not in FUNCTIONS:
            raise ValueError(f"unknown function in {text}")
    return tree


class _Lower(ast.NodeTransformer):
    """Real powers, and numbers as parameters where `values` collects them."""

    def __init__(self, names, values=None):
        self.names = set(names)
        self.values = values

    def visit_BinOp(self, node):
        if isinstance(node.op, ast.Pow):
            # An integer exponent belongs to the form of a law; everything else may be fitted.
            left = self.visit(node.left)
            exponent = constant_value(node.right)
            fixed = exponent is not None and float(exponent).is_integer()
            right = ast.Constant(float(exponent)) if fixed else self.visit(node.right)
            return ast.Call(ast.Name("pow", ast.Load()), [left, right], [])
        return self.generic_visit(node)

    def visit_Constant(self, node):
        if self.values is None:
            return ast.Constant(float(node.value))
        self.values.append(float(node.value))
        return ast.Subscript(ast.Name("_p", ast.Load()), ast.Constant(len(self.values) - 1),
                             ast.Load())

    def visit_Name(self, node):
        if node.id in self.names:
            return node
        if node.id in NAMED_CONSTANTS:
            return ast.Constant(NAMED_CONSTANTS[node.id])
        raise ValueError(f"unknown name {node.id}")

    def visit_Call(self, node):
        node.args = [self.visit(argument) for argument in node.args]
        return node


_PREFIX = "_column_"


def _function(tree, names):
    """One loop over the rows, compiled: a call per row would double the time."""
    class Rename(ast.NodeTransformer):
        def visit_Name(self, node):
            if node.id in names:
                return ast.Name(_PREFIX + node.id, node.ctx)
            return node

        def visit_Call(self, node):
            node.args = [self.visit(argument) for argument in node.args]
            return node

    body = ast.unparse(ast.fix_missing_locations(Rename().visit(tree)))
    loop = "".join(f"{_PREFIX}{name}, " for name in names)
    source = (f"def rows(_columns, _p=()):\n"
              f"  _out = []\n"
              f"  for ({loop}) in zip(*_columns):\n"
              f"    try: _value = float({body})\n"
              f"    except (ValueError, ZeroDivisionError, OverflowError): _value = _nan\n"
              f"    _out.append(_value)\n"
              f"  return _out\n")
    scope = {**FUNCTIONS, "_nan": NAN, "__builtins__": {"zip": zip, "float": float},
             "ValueError": ValueError, "ZeroDivisionError": ZeroDivisionError,
             "OverflowError": OverflowError}
    exec(compile(source, "<formula>", "exec"), scope)
    return scope["rows"]


def compile_rows(text, names):
    """A function of a list of columns (in the order of `names`) that gives the list of values."""
    return _function(_Lower(names).visit(parse(text)), list(names))


def compile_with_constants(text, names):
    """A function of (columns, constants) and the constants' values in the text."""
    values = []
    tree = _Lower(names, values).visit(parse(text))
    return _function(tree, list(names)), values


def constant_value(tree):
    """The value of a tree without variables, else None."""
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and id(node) not in called and \
                node.id not in NAMED_CONSTANTS:
            return None
    lowered = _Lower([]).visit(parse(ast.unparse(tree)))
    try:
        code = compile(ast.fix_missing_locations(ast.Expression(lowered)), "<constant>", "eval")
        return eval(code, {**FUNCTIONS, "__builtins__": {}})
    except (ValueError, ZeroDivisionError, OverflowError):
        return None


def complexity(text):
    """Nodes of the formula as written: an operator, function, variable or constant counts 1, a
    part without variables counts as one constant, and so do squares and cubes with their number."""
    def size(node):
        if constant_value(node) is not None:
            return 1
        if isinstance(node, ast.BinOp):
            power = constant_value(node.right) if isinstance(node.op, ast.Pow) else None
            if power in (2, 3, 0.5):
                return 1 + size(node.left)
            return 1 + size(node.left) + size(node.right)
        if isinstance(node, ast.UnaryOp):
            return 1 + size(node.operand)
        if isinstance(node, ast.Call):
            return 1 + sum(size(argument) for argument in node.args)
        if isinstance(node, ast.Compare):
            return 1 + size(node.left) + size(node.comparators[0])
        return 1
    return size(parse(text))
