"""A small ray tracer: classes, methods, floats."""


class Vector:
    __slots__ = ("x", "y", "z")

    def __init__(self, x, y, z):
        self.x, self.y, self.z = x, y, z

    def __add__(self, o):
        return Vector(self.x + o.x, self.y + o.y, self.z + o.z)

    def __sub__(self, o):
        return Vector(self.x - o.x, self.y - o.y, self.z - o.z)

    def scale(self, f):
        return Vector(self.x * f, self.y * f, self.z * f)

    def dot(self, o):
        return self.x * o.x + self.y * o.y + self.z * o.z

    def unit(self):
        return self.scale(1.0 / self.dot(self) ** 0.5)


class Sphere:
    def __init__(self, centre, radius, shade):
        self.centre, self.radius, self.shade = centre, radius, shade

    def hit(self, origin, ray):
        to = self.centre - origin
        along = to.dot(ray)
        far = self.radius ** 2 - to.dot(to) + along * along
        if far < 0 or along < 0:
            return None
        return along - far ** 0.5


def trace(scene, light, origin, ray):
    best, thing = None, None
    for sphere in scene:
        distance = sphere.hit(origin, ray)
        if distance is not None and (best is None or distance < best):
            best, thing = distance, sphere
    if thing is None:
        return 0.0
    point = origin + ray.scale(best)
    normal = (point - thing.centre).unit()
    return thing.shade * max(0.1, normal.dot((light - point).unit()))


scene = [Sphere(Vector(i - 2.0, i % 2, 6.0 + i), 1.0, 0.5 + i / 10) for i in range(5)]
light, eye = Vector(5.0, 5.0, -5.0), Vector(0.0, 0.0, -3.0)
total = 0.0
for y in range(340):
    for x in range(340):
        total += trace(scene, light, eye,
                       Vector((x - 170) / 170, (170 - y) / 170, 1.5).unit())
print(round(total, 6))
