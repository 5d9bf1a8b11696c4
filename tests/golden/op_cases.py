"""The cases of every op but dropout, whose random numbers are not PyTorch's."""

from op_case import Case, near, normal, positive, times, vector, x

CASES = []


def case(op, *operands, note="", **attributes):
    CASES.append(Case(op, operands, note, attributes))


def layouts(of=normal):
    """Ranks 0 to 4, sizes 1 and 0, and inputs whose elements do not lie side by side."""
    return [
        x(of=of), x(1, of=of), x(5, of=of), x(2, 3, of=of), x(2, 1, 3, of=of), x(2, 1, 3, 2, of=of),
        x(0, of=of), x(2, 0, of=of), x(3, 2, of=of).transpose(0, 1), x(3, 4, of=of).slice(1, 1, 3),
        x(2, 1, 3, 2, of=of).permute(3, 1, 0, 2), x(2, 3, 4, of=of).slice(0, 1, 2).transpose(-1, 0),
    ]


def pairs(of=normal):
    """Two operands that broadcast, on either side; the second is drawn by of."""
    return [
        (x(), x(of=of)), (x(2, 3), x(2, 3, of=of)), (x(2, 3), x(3, of=of)), (x(3), x(2, 3, of=of)),
        (x(), x(2, 3, of=of)), (x(2, 3), x(of=of)), (x(4, 1, 3), x(2, 1, of=of)), (x(2, 1), x(4, 1, 3, of=of)),
        (x(2, 1, 1, 2), x(1, of=of)), (x(1), x(2, 1, 3, 2, of=of)), (x(2, 3, 1, 2), x(1, 4, 1, of=of)),
        (x(0, 3), x(1, 1, of=of)), (x(1, 3), x(0, 1, of=of)), (x(2, 3).transpose(0, 1), x(3, 2, of=of)),
        (x(2, 4).slice(1, 1, 4), x(3, 2, of=of).transpose(0, 1)), (x(3, 1).slice(0, 1, 2), x(2, 3, of=of)),
        (x(2, 3, constant=True), x(3, of=of)), (x(3), x(2, 3, of=of, constant=True)),
    ]


def arithmetic():
    for op in ["add", "sub", "mul", "div", "maximum"]:
        for a, b in pairs(positive if op == "div" else normal):
            case(op, a, b)
        for factor in [1e6, 1e-4]:
            case(op, x(2, 3, of=times(factor)), x(3, of=times(factor, positive)), note=f"about {factor:g}")
        same = x(2, 3, of=positive)
        case(op, same, same, note="one and the same")
        square = x(3, 3, of=positive)
        case(op, square, square.transpose(0, 1), note="and its own transpose")
    case("div", vector(1, -1, 2), vector(0, 0, 1e-10), note="by zero and nearly")
    case("maximum", vector(1, 2, 0, -3), vector(1, -2, 0, 3), note="ties")
    case("maximum", x(2, 3, of=[1, 1, 1, 2, 0, 0]), x(of=[1]), note="ties, broadcast")


def maps():
    plain = ["neg", "exp", "tanh", "sigmoid", "relu", "abs", "gelu_erf", "gelu_tanh"]
    for op in plain + ["log", "sqrt"]:
        of = normal if op in plain else positive
        for operand in layouts(of) + [x(64, of=times(3, of))]:
            case(op, operand)
        case(op, x(6, of=times(1e-6, of)), note="tiny")
        if op != "exp":
            case(op, x(6, of=times(1e6, of)), note="large")
    case("exp", x(6, of=times(20)), note="large")
    case("exp", vector(1000, -1000, 0, -0.0), note="out of range")
    for op in ["tanh", "sigmoid", "gelu_erf", "gelu_tanh"]:
        case(op, vector(-30, -12, -8, -5, -3, -1, 0, 1, 3, 5, 8, 12, 30), note="into saturation")
    for op in ["log", "sqrt"]:
        case(op, vector(0, 1e-30, 1, 1e30), note="from zero on")
    for op in ["relu", "abs"]:
        case(op, vector(0, -0.0, 1e-30, -1e-30), note="at the kink")


def maps_with_numbers():
    for operand in layouts():
        case("scale", operand, number=-1.5)
        case("clamp", operand, low=-0.5, high=0.75)
    for number in [0, 1, 0.1, 1e6, 1e-6]:
        case("scale", x(2, 3), number=number, note=f"by {number:g}")
    case("clamp", vector(-1, -0.5, 0, 0.75, 2), low=-0.5, high=0.75, note="on its bounds")
    case("clamp", vector(-1, 0.25, 2), low=0.25, high=0.25, note="to a point")
    for operand in layouts(positive):
        case("pow", operand, number=2.5)
    for number in [0, 1, 2, 3, -1, -2]:
        case("pow", x(2, 3, of=near(0, 2)), number=number, note=f"to the {number}")
    for number in [0.5, -0.5, 0.1]:
        case("pow", x(6, of=times(10, positive)), number=number, note=f"to the {number}")
    for number in [0, 1, 2, 3, 0.5, -1]:
        case("pow", vector(0, 1), number=number, note=f"of zero to the {number}")
    case("pow", x(4, of=times(1e-4, positive)), number=-1.5, note="tiny")
    case("pow", x(4, of=times(1e4, positive)), number=3, note="large")


def mask_of_cells(*shape, cells):
    return {"shape": list(shape), "values": [int(cell) for cell in cells]}


def masked_fills():
    case("masked_fill", x(2, 3), number=-7, note="nothing filled")
    case("masked_fill", x(3), mask=mask_of_cells(3, cells="101"), number=-7)
    case("masked_fill", x(2, 3), mask=mask_of_cells(2, 3, cells="101010"), number=0)
    case("masked_fill", x(2, 3), mask=mask_of_cells(3, cells="000"), number=1e6, note="all filled")
    case("masked_fill", x(2, 2, 3), mask=mask_of_cells(2, 1, 3, cells="110011"), number=0.1)
    case("masked_fill", x(2, 1, 3, 3), causal=3, number=-1e9)
    case("masked_fill", x(3, 2, 2).transpose(0, 2), mask=mask_of_cells(2, 3, cells="011101"), number=2)
    case("masked_fill", x(2, 5).slice(1, 1, 4), mask=mask_of_cells(1, 3, cells="100"), number=2)
    case("masked_fill", x(0, 3), mask=mask_of_cells(3, cells="100"), number=2)


def products():
    for a, b in [
        (x(1, 1), x(1, 1)), (x(3, 4), x(4, 5)), (x(1, 4), x(4, 1)), (x(4, 1), x(1, 4)), (x(9, 17), x(17, 11)),
        (x(2, 3, 4), x(4, 5)), (x(3, 4), x(2, 4, 5)), (x(2, 3, 4), x(2, 4, 5)), (x(1, 3, 4), x(2, 4, 2)),
        (x(2, 1, 3, 4), x(3, 4, 2)), (x(2, 3, 2, 4), x(2, 3, 4, 2)), (x(4, 2), x(2, 1, 2, 3)),
        (x(0, 3), x(3, 2)), (x(2, 0), x(0, 3)), (x(2, 3), x(3, 0)), (x(0, 2, 3), x(3, 2)), (x(2, 2, 0), x(0, 2)),
        (x(4, 3).transpose(0, 1), x(4, 5)), (x(3, 4), x(5, 4).transpose(0, 1)),
        (x(4, 3).transpose(0, 1), x(5, 4).transpose(0, 1)), (x(2, 6).slice(1, 2, 5), x(5, 2).slice(0, 1, 4)),
        (x(2, 3, 2, 4).permute(0, 2, 1, 3), x(2, 3, 2, 4).permute(0, 2, 3, 1)),
        (x(2, 3, constant=True), x(3, 2)), (x(2, 2, 3), x(3, 2, constant=True)),
        (x(2, 300), x(300, 1)), (x(37, 3), x(3, 2)),
    ]:
        case("matmul", a, b)
    same = x(2, 3, 4)
    case("matmul", same, same.transpose(-2, -1), note="its own transpose")
    case("matmul", x(3, 4, of=times(1e3)), x(4, 3, of=times(1e3)), note="large")
    case("matmul", x(3, 4, of=times(1e-3)), x(4, 3, of=times(1e-3)), note="tiny")


def views():
    for operand in layouts()[3:]:
        case("transpose", operand, axes=[0, -1])
    case("transpose", x(2, 3, 4, 2), axes=[1, 2], note="1 and 2")
    case("transpose", x(3), axes=[0, 0], note="with itself")
    for rank, order in [(0, []), (1, [0]), (2, [1, 0]), (3, [2, 0, 1]), (3, [0, -1, 1]), (4, [3, 1, 0, 2])]:
        case("permute", x(*[2, 1, 3, 2][:rank]), axes=order, note=f"{order}")
    case("permute", x(2, 0, 3), axes=[1, 2, 0])
    case("permute", x(2, 3, 4).slice(2, 1, 3).transpose(0, 1), axes=[2, 0, 1])
    for operand, shape in [
        (x(), [1, 1]), (x(1, 1), []), (x(2, 6), [3, 4]), (x(2, 6), [12]), (x(12), [2, 1, 3, 2]), (x(2, 0), [0, 3, 1]),
        (x(2, 6).transpose(0, 1), [12]), (x(2, 6).transpose(0, 1), [3, 2, 2]), (x(3, 4).slice(1, 1, 3), [6]),
        (x(3, 4).slice(0, 1, 3), [4, 2]), (x(2, 3, 2, 2).permute(0, 2, 1, 3), [2, 2, 6]),
    ]:
        case("reshape", operand, shape=shape, note=f"to {shape}")
    for operand, axis, begin, end in [
        (x(5), 0, 1, 4), (x(3, 5), -1, 1, 3), (x(3, 5), 0, 0, 3), (x(3, 5), 0, 2, 2), (x(2, 0), 0, 1, 2),
        (x(2, 3, 4), 1, 2, 3), (x(2, 3, 2, 3), -2, 0, 1), (x(4, 3).transpose(0, 1), 1, 1, 3),
        (x(3, 6).slice(1, 1, 5), 1, 1, 3),
    ]:
        case("slice", operand, axis=axis, begin=begin, end=end, note=f"axis {axis}, {begin} to {end}")
    for operand, shape in [
        (x(), []), (x(), [2, 3]), (x(1), [3]), (x(3), [2, 3]), (x(2, 1), [4, 2, 3]), (x(1, 3, 1), [2, 2, 3, 2]),
        (x(1, 3), [0, 3]), (x(0, 1), [0, 3]), (x(1, 3).transpose(0, 1), [3, 2]), (x(3, 4).slice(1, 0, 1), [2, 3, 2]),
    ]:
        case("broadcast", operand, shape=shape, note=f"to {shape}")


def concats():
    case("concat", x(3), axis=0)
    case("concat", x(2, 3), x(1, 3), axis=0)
    case("concat", x(2, 3), x(2, 0), axis=-1)
    case("concat", x(0, 3), x(0, 3), axis=0)
    case("concat", x(2, 1, 2), x(2, 3, 2), x(2, 2, 2), axis=1)
    case("concat", x(1, 2, 2, 1), x(1, 2, 2, 2), axis=-1)
    case("concat", x(3, 2).transpose(0, 1), x(2, 4).slice(1, 0, 3), axis=0)
    case("concat", x(2, 3, constant=True), x(2, 3), axis=0)
    case("concat", *[x(2, 1 + k % 2) for k in range(6)], axis=1)
    same = x(2, 2)
    case("concat", same, same.transpose(0, 1), same, same, same, axis=0, note="one and the same")


def reductions():
    for op in ["sum", "mean", "max"]:
        for keep in [False, True]:
            kept = "kept" if keep else "dropped"
            for operand, axes in [
                (x(), "all"), (x(1), "all"), (x(5), "all"), (x(2, 3), [0]), (x(2, 3), [-1]), (x(2, 3, 4), "all"),
                (x(2, 3, 4), [1]), (x(2, 3, 4), [2, 0]), (x(2, 1, 3, 2), [0, 1, 3]), (x(2, 2, 3, 2), [-2, -3]),
                (x(1, 3, 1), [0, 2]), (x(0, 3), [1]), (x(3, 2).transpose(0, 1), [0]), (x(3, 4).slice(1, 1, 3), [-1]),
                (x(2, 3, 2, 2).permute(2, 0, 3, 1), [1, 3]), (x(2, 3), []),
            ]:
                case(op, operand, axes=axes, keep=keep, note=f"over {axes}, {kept}")
        case(op, x(300), axes="all", keep=False, note="long")
        case(op, x(2, 3, of=times(1e6)), axes=[1], keep=False, note="large")
        case(op, x(2, 3, of=times(1e-6)), axes=[1], keep=False, note="tiny")
    case("sum", x(2, 0, 3), axes=[1], keep=False, note="of nothing")
    case("sum", x(0), axes="all", keep=True, note="of nothing")
    case("max", x(2, 3, of=[1, 4, 4, 2, 2, 2]), axes=[1], keep=False, note="ties")
    case("max", x(2, 3, of=[1, 4, 4, 4, 2, 2]), axes="all", keep=False, note="ties over all")


def row_layouts(of=normal):
    return [
        x(4, of=of), x(1, of=of), x(3, 4, of=of), x(3, 1, of=of), x(2, 3, 5, of=of), x(2, 1, 2, 3, of=of),
        x(0, 3, of=of), x(4, 3, of=of).transpose(0, 1), x(2, 3, 5, of=of).slice(-1, 1, 4),
        x(2, 3, 2, 2, of=of).permute(0, 2, 3, 1), x(2, 70, of=of),
    ]


def softmaxes():
    for operand in row_layouts() + [x(2, 0)]:
        case("softmax", operand, number=0.5)
        case("log_softmax", operand)
    for factor in [30, 1e4, 1e-4]:
        case("softmax", x(3, 4, of=times(factor)), number=1, note=f"about {factor:g}")
        case("log_softmax", x(3, 4, of=times(factor)), note=f"about {factor:g}")
    for number in [1, 0, -2, 1000, 0.1]:
        case("softmax", x(3, 4), number=number, note=f"scaled by {number:g}")
    case("softmax", x(2, 4, of=near(1000)), number=1, note="about 1000")
    case("log_softmax", x(2, 4, of=near(1000)), note="about 1000")
    case("softmax", vector(0, -21, -24, -59, -61, -200), number=1, note="to the smallest weights")
    case("softmax", vector(0, 1, "-inf", 2), number=1, note="minus infinity")
    case("softmax", vector(2, 2, 2, 2), number=1, note="equal")
    case("softmax", x(4, 4), number=0.5, causal=4, note="causal")
    case("softmax", x(2, 3, 5, 5), number=0.5, causal=5, note="causal")
    case("softmax", x(1, 1), number=2, causal=1, note="causal")
    case("softmax", x(4), number=1, mask=mask_of_cells(4, cells="1011"), note="masked")
    case("softmax", x(3, 4), number=2, mask=mask_of_cells(3, 4, cells="100001100111"), note="masked")
    case("softmax", x(3, 4, of=near(0, 1e4)), number=1, mask=mask_of_cells(4, cells="0110"), note="masked, large")
    case("softmax", x(2, 2, 3), number=1, mask=mask_of_cells(2, 1, 3, cells="110001"), note="masked")
    case("softmax", x(4, 2, 4).permute(1, 2, 0), number=0.5, causal=4, note="causal")
    case("softmax", x(2, 4, 6).slice(2, 1, 5), number=0.5, causal=4, note="causal")


def layer_norms():
    for operand in row_layouts():
        n = operand.width()
        case("layer_norm", operand, x(n, of=positive), x(n), number=1e-5)
    for mean, deviation in [(1000, 1), (-1000, 0.1), (0, 1e3), (0, 1e-3)]:
        of = near(mean, deviation)
        case("layer_norm", x(3, 8, of=of), x(8), x(8), number=1e-5, note=f"mean {mean}, deviation {deviation}")
    case("layer_norm", x(2, 8, of=[3] * 16), x(8), x(8), number=1e-5, note="constant rows")
    case("layer_norm", x(2, 8), x(8), x(8), number=0.1, note="epsilon 0.1")
    case("layer_norm", x(2, 8), x(8), x(8), number=1e-12, note="epsilon 1e-12")
    case("layer_norm", x(2, 8, constant=True), x(8), x(8), number=1e-5)
    case("layer_norm", x(2, 8), x(8, constant=True), x(8, constant=True), number=1e-5)
    same = x(4)
    case("layer_norm", x(3, 4), same, same, number=1e-5, note="g and b one and the same")


def index(*shape, numbers):
    return {"shape": list(shape), "values": numbers}


def gathers():
    case("gather", x(5, 3), index=index(numbers=[2]), note="one row")
    case("gather", x(5, 3), index=index(4, numbers=[0, 4, 1, 2]))
    case("gather", x(5, 3), index=index(2, 3, numbers=[4, 0, 2, 0, 0, 4]), note="rows more than once")
    case("gather", x(5, 1), index=index(2, 1, 2, numbers=[4, 0, 2, 3]))
    case("gather", x(5, 3), index=index(0, numbers=[]), note="nothing")
    case("gather", x(5, 0), index=index(2, numbers=[1, 1]))
    case("gather", x(1, 4), index=index(3, numbers=[0, 0, 0]))
    case("gather", x(3, 5).transpose(0, 1), index=index(4, numbers=[4, 4, 0, 1]))
    case("gather", x(6, 5).slice(1, 1, 4).slice(0, 2, 5), index=index(3, numbers=[2, 0, 2]))


def losses():
    case("cross_entropy", x(4), target=[2])
    case("cross_entropy", x(3, 4), target=[0, 3, 1])
    case("cross_entropy", x(2, 3, 4), target=[1, -1, 0, 3, -1, 2], note="two left out")
    case("cross_entropy", x(3, 4), target=[-1, 2, -1], note="two left out")
    case("cross_entropy", x(2, 1, 2, 3), target=[0, 1, 2, 1])
    case("cross_entropy", x(3, 1), target=[0, 0, 0])
    case("cross_entropy", x(5, 3).transpose(0, 1), target=[4, 0, -1])
    case("cross_entropy", x(3, 6).slice(1, 2, 6), target=[3, 1, 0])
    case("cross_entropy", x(8, 70), target=list(range(0, 70, 9)))
    case("cross_entropy", x(4, 5, of=times(1e4)), target=[0, 1, 2, 3], note="large")
    case("cross_entropy", x(4, 5, of=times(1e-4)), target=[0, 1, 2, 3], note="tiny")
    case("cross_entropy", x(3, 3, of=[20, 0, 0, 0, 20, 0, 0, 0, 20]), target=[0, 1, 1], note="nearly certain")
    for a, b in pairs():
        if 0 not in a.leaf.shape + b.leaf.shape:
            case("mean_squared_error", a, b)
    case("mean_squared_error", x(2, 3, of=near(1000, 0.1)), x(2, 3, of=near(1000, 0.1)), note="about 1000")


def attentions():
    for Q, K, V in [
        (x(3, 4), x(3, 4), x(3, 4)), (x(3, 4), x(5, 4), x(5, 2)),
        (x(1, 1), x(1, 1), x(1, 1)), (x(2, 1), x(3, 1), x(3, 2)),
        (x(2, 3, 4), x(2, 3, 4), x(2, 3, 4)), (x(2, 2, 3, 4), x(2, 2, 3, 4), x(2, 2, 3, 4)),
        (x(2, 3, 4), x(3, 4), x(3, 4)), (x(0, 4), x(3, 4), x(3, 2)),
        (x(2, 3, 2, 4).permute(0, 2, 1, 3), x(2, 3, 2, 4).permute(0, 2, 1, 3), x(2, 3, 2, 4).permute(0, 2, 1, 3)),
    ]:
        case("attention", Q, K, V)
    for rank in [2, 3, 4]:
        operands = [x(*[2, 2, 4, 3][4 - rank:]) for _ in range(3)]
        case("attention", *operands, causal=4, note="causal")
    case("attention", x(2, 4), x(3, 4), x(3, 4), mask=mask_of_cells(2, 3, cells="110011"), note="masked")
    same = x(2, 4, 3)
    case("attention", same, same, same, causal=4, note="one and the same, causal")
    case("attention", *[x(3, 4, of=times(10)) for _ in range(3)], note="large")
    case("attention", *[x(3, 4, of=times(1e-3)) for _ in range(3)], note="tiny")


def all_cases():
    for family in [arithmetic, maps, maps_with_numbers, masked_fills, products, views, concats, reductions, softmaxes,
                   layer_norms, gathers, losses, attentions]:
        family()
    return CASES
