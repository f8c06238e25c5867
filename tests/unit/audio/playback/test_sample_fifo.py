import numpy as np

from voicecloner.audio.playback.sample_fifo import SampleFifo


def block(*values):
    return np.array(values, np.float32)


def read(fifo, frames):
    out = np.full(frames, 9, np.float32)
    return fifo.read(out), out.tolist()


def test_blocks_come_out_in_order_whatever_their_sizes():
    fifo = SampleFifo()
    for values in ((1, 2, 3), (), (4,), (5, 6)):
        fifo.write(block(*values))
    assert fifo.frames == 6
    assert read(fifo, 2) == (2, [1, 2])
    assert read(fifo, 3) == (3, [3, 4, 5])
    assert fifo.frames == 1


def test_what_is_not_there_is_left_untouched():
    fifo = SampleFifo()
    fifo.write(block(1))
    assert read(fifo, 3) == (1, [1, 9, 9])
    assert read(fifo, 2) == (0, [9, 9])
