"""One-way constraints: many small objects that call each other."""


class Variable:
    def __init__(self, name, value):
        self.name, self.value = name, value
        self.constraints = []
        self.determined_by = None
        self.mark = 0


class Constraint:
    def __init__(self, strength):
        self.strength = strength

    def is_satisfied(self):
        return self.output().determined_by is self


class Stay(Constraint):
    def __init__(self, variable, strength):
        super().__init__(strength)
        self.variable = variable
        variable.constraints.append(self)

    def output(self):
        return self.variable

    def inputs(self):
        return []

    def execute(self):
        pass


class Edit(Stay):
    pass


class Scale(Constraint):
    def __init__(self, source, scale, offset, target, strength):
        super().__init__(strength)
        self.source, self.scale = source, scale
        self.offset, self.target = offset, target
        source.constraints.append(self)
        target.constraints.append(self)

    def output(self):
        return self.target

    def inputs(self):
        return [self.source]

    def execute(self):
        self.target.value = self.source.value * self.scale + self.offset


class Planner:
    def __init__(self):
        self.mark = 0

    def add(self, constraint):
        out = constraint.output()
        old = out.determined_by
        if old is None or constraint.strength < old.strength:
            out.determined_by = constraint

    def plan(self, start):
        self.mark += 1
        todo, plan = [start], []
        while todo:
            constraint = todo.pop()
            out = constraint.output()
            if out.mark != self.mark and constraint.is_satisfied():
                plan.append(constraint)
                out.mark = self.mark
                for other in out.constraints:
                    if other is not constraint and other.is_satisfied() \
                            and out in other.inputs():
                        todo.append(other)
        return plan


def chain(n, rounds):
    planner = Planner()
    variables = [Variable("v%d" % i, 0) for i in range(n + 1)]
    for i in range(n):
        planner.add(Scale(variables[i], 1, 1, variables[i + 1], 2))
    planner.add(Stay(variables[0], 4))
    edit = Edit(variables[0], 1)
    planner.add(edit)
    plan = planner.plan(edit)
    for i in range(rounds):
        variables[0].value = i
        for constraint in plan:
            constraint.execute()
        plan = planner.plan(edit)
    return variables[n].value


print(chain(200, 4000))
