"""Symbolic equivalence by SRBench's rule, where SymPy is installed."""
import importlib.util
import multiprocessing

_PATIENCE = 30  # seconds for one simplification; SymPy may never end


def available():
    return importlib.util.find_spec("sympy") is not None


def _rounded(expression, sympy):
    """Floats to three decimals, as in SRBench's assess_symbolic_model."""
    return expression.xreplace({
        number: sympy.Integer(0) if abs(number) < 1e-4 else sympy.Float(round(float(number), 3))
        for number in expression.atoms(sympy.Float)})


def _decide(truth, found, names, answer):
    import sympy
    symbols = {name: sympy.Symbol(name, real=True) for name in names}
    symbols.update(pi=sympy.Float(3.1415926535), square=lambda x: x ** 2, cube=lambda x: x ** 3,
                   inv=lambda x: 1 / x, neg=lambda x: -x, arcsin=sympy.asin, arccos=sympy.acos,
                   pow=lambda a, b: a ** b, div=lambda a, b: a / b)
    true, other = (_rounded(sympy.sympify(text.replace("^", "**"), locals=symbols), sympy)
                   for text in (truth, found))
    difference = sympy.simplify(_rounded(sympy.simplify(true - other, ratio=1), sympy), ratio=1)
    if difference.is_constant():
        answer.put(True)
        return
    answer.put(bool(sympy.simplify(_rounded(sympy.simplify(other / true, ratio=1), sympy),
                                   ratio=1).is_constant()))


def equivalent(truth, found, names):
    """True, False, or None where SymPy gives no answer in time."""
    context = multiprocessing.get_context("fork")
    answer = context.Queue()
    worker = context.Process(target=_decide, args=(truth, found, names, answer), daemon=True)
    worker.start()
    worker.join(_PATIENCE)
    if worker.is_alive():
        worker.terminate()
        worker.join()
        return None
    return answer.get() if worker.exitcode == 0 else None
