"""Planets in motion: float arithmetic and attributes."""


class Body:
    def __init__(self, x, y, z, vx, vy, vz, mass):
        self.x, self.y, self.z = x, y, z
        self.vx, self.vy, self.vz = vx, vy, vz
        self.mass = mass


def advance(bodies, dt, steps):
    for _ in range(steps):
        for i in range(len(bodies)):
            a = bodies[i]
            for j in range(i + 1, len(bodies)):
                b = bodies[j]
                dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
                distance = (dx * dx + dy * dy + dz * dz) ** 0.5
                pull = dt / (distance * distance * distance)
                a.vx -= dx * b.mass * pull
                a.vy -= dy * b.mass * pull
                a.vz -= dz * b.mass * pull
                b.vx += dx * a.mass * pull
                b.vy += dy * a.mass * pull
                b.vz += dz * a.mass * pull
        for a in bodies:
            a.x += dt * a.vx
            a.y += dt * a.vy
            a.z += dt * a.vz


planets = [Body(i * 1.5, i * 0.7 + 1, i * 0.3, 0.1 * i, 0.2, 0.05, 1.0 + i)
           for i in range(5)]
advance(planets, 0.001, 70000)
print("%.9f" % planets[0].x)
