"""An operating system's scheduler in small: methods and attributes."""

IDLE, WORKER, HANDLER_A, HANDLER_B, DEVICE_A, DEVICE_B = range(6)
WORK, DEVICE = 0, 1


class Packet:
    def __init__(self, link, ident, kind):
        self.link, self.ident, self.kind = link, ident, kind
        self.datum = 0
        self.data = [0] * 4

    def append_to(self, queue):
        self.link = None
        if queue is None:
            return self
        at = queue
        while at.link is not None:
            at = at.link
        at.link = self
        return queue


class Task:
    def __init__(self, system, ident, priority, queue):
        self.system, self.ident, self.priority = system, ident, priority
        self.queue = queue
        self.held = False
        self.waiting = queue is None
        self.next = system.tasks
        system.tasks = self
        system.table[ident] = self

    def add_packet(self, packet, old):
        self.queue = packet.append_to(self.queue)
        if self.waiting:
            self.waiting = False
            if self.priority > old.priority:
                return self
        return old

    def run(self):
        packet = None
        if self.queue is not None:
            packet = self.queue
            self.queue = packet.link
        return self.work(packet)

    def wait(self):
        self.waiting = True
        return self

    def hold(self):
        self.system.hold_count += 1
        self.held = True
        return self.next

    def release(self, ident):
        task = self.system.table[ident]
        task.held = False
        return task if task.priority > self.priority else self

    def send(self, packet):
        task = self.system.table[packet.ident]
        self.system.queue_count += 1
        packet.link = None
        packet.ident = self.ident
        return task.add_packet(packet, self)


class Idle(Task):
    def __init__(self, system, ident, count):
        Task.__init__(self, system, ident, 0, None)
        self.waiting = False
        self.control, self.count = 1, count

    def work(self, packet):
        self.count -= 1
        if self.count == 0:
            return self.hold()
        if self.control & 1 == 0:
            self.control //= 2
            return self.release(DEVICE_A)
        self.control = self.control // 2 ^ 0xd008
        return self.release(DEVICE_B)


class Worker(Task):
    def __init__(self, system, ident, priority, queue):
        Task.__init__(self, system, ident, priority, queue)
        self.destination, self.count = HANDLER_A, 0

    def work(self, packet):
        if packet is None:
            return self.wait()
        self.destination = (HANDLER_B if self.destination == HANDLER_A
                            else HANDLER_A)
        packet.ident = self.destination
        packet.datum = 0
        for i in range(4):
            self.count = self.count % 26 + 1
            packet.data[i] = 64 + self.count
        return self.send(packet)


class Handler(Task):
    def __init__(self, system, ident, priority, queue):
        Task.__init__(self, system, ident, priority, queue)
        self.work_in = self.device_in = None

    def work(self, packet):
        if packet is not None:
            if packet.kind == WORK:
                self.work_in = packet.append_to(self.work_in)
            else:
                self.device_in = packet.append_to(self.device_in)
        if self.work_in is not None:
            work = self.work_in
            count = work.datum
            if count >= 4:
                self.work_in = work.link
                return self.send(work)
            if self.device_in is not None:
                device = self.device_in
                self.device_in = device.link
                device.datum = work.data[count]
                work.datum = count + 1
                return self.send(device)
        return self.wait()


class Device(Task):
    def __init__(self, system, ident, priority):
        Task.__init__(self, system, ident, priority, None)
        self.pending = None

    def work(self, packet):
        if packet is None:
            if self.pending is None:
                return self.wait()
            packet, self.pending = self.pending, None
            return self.send(packet)
        self.pending = packet
        return self.hold()


class System:
    def __init__(self):
        self.tasks = None
        self.table = [None] * 6
        self.queue_count = self.hold_count = 0

    def schedule(self):
        task = self.tasks
        while task is not None:
            if task.held or (task.waiting and task.queue is None):
                task = task.next
            else:
                task.waiting = False
                task = task.run()


for _ in range(32):
    system = System()
    Idle(system, IDLE, 3000)
    queue = Packet(Packet(None, 0, WORK), 0, WORK)
    Worker(system, WORKER, 1000, queue)
    for ident, device, priority in ((HANDLER_A, DEVICE_A, 2000),
                                    (HANDLER_B, DEVICE_B, 3000)):
        queue = None
        for _ in range(3):
            queue = Packet(queue, device, DEVICE)
        Handler(system, ident, priority, queue)
    Device(system, DEVICE_A, 4000)
    Device(system, DEVICE_B, 5000)
    system.schedule()
print(system.queue_count, system.hold_count)
