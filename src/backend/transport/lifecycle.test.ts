import { HostWatch, Lifecycle } from './lifecycle';

describe('HostWatch', () => {
  const watch = (id: number) => {
    const parent = { id, isRunning: true };
    return { parent, host: new HostWatch({ id: () => parent.id, runs: () => parent.isRunning }) };
  };

  // Grafana is 1 in its image, and 0 where it is seen from another namespace.
  it.each([0, 1, 100])('thinks nothing of a parent %d that stays', (id) => {
    expect(watch(id).host.isOrphaned()).toBe(false);
  });

  // Whoever collects orphans: init, or a process that asked for it.
  it.each([1, 57])('is orphaned once the parent is another, %d', (collector) => {
    const { parent, host } = watch(100);
    parent.id = collector;
    expect(host.isOrphaned()).toBe(true);
  });

  it('is orphaned once the parent has ended, where the system gives no other', () => {
    const { parent, host } = watch(100);
    parent.isRunning = false;
    expect(host.isOrphaned()).toBe(true);
  });
});

describe('Lifecycle', () => {
  const ended = (drain: () => Promise<void>) => {
    const steps: string[] = [];
    const exited = new Promise<number>((resolve) => {
      const lifecycle = new Lifecycle({
        drain: async () => {
          steps.push('drain');
          await drain();
        },
        dispose: () => {
          steps.push('dispose');
          return Promise.resolve();
        },
        exit: (code) => {
          steps.push('exit');
          resolve(code);
        },
      });
      lifecycle.end();
      lifecycle.end();
    });
    return { steps, exited };
  };

  it('drains, frees and exits, once', async () => {
    const { steps, exited } = ended(() => Promise.resolve());
    expect(await exited).toBe(0);
    expect(steps).toEqual(['drain', 'dispose', 'exit']);
  });

  it('exits within the 2 s that Grafana gives, although a call never ends', async () => {
    jest.useFakeTimers();
    try {
      const { steps, exited } = ended(() => new Promise(() => undefined));
      await jest.advanceTimersByTimeAsync(1_000);
      expect(steps).toEqual(['drain']);
      await jest.advanceTimersByTimeAsync(900);
      expect(await exited).toBe(0);
      expect(steps).toEqual(['drain', 'exit']);
    } finally {
      jest.useRealTimers();
    }
  });

  it('exits although draining fails', async () => {
    expect(await ended(() => Promise.reject(new Error('no'))).exited).toBe(0);
  });
});
