import { HostWatch, Lifecycle, ORPHAN_GRACE_MS } from './lifecycle';

describe('HostWatch', () => {
  const watch = () => {
    const parent = { id: 100 };
    return { parent, host: new HostWatch(() => parent.id, 0) };
  };

  it('thinks nothing of silence while the parent lives', () => {
    expect(watch().host.isOrphaned(ORPHAN_GRACE_MS * 100)).toBe(false);
  });

  it('is orphaned once the parent is another and nobody was heard of for the grace', () => {
    const { parent, host } = watch();
    parent.id = 1;
    expect(host.isOrphaned(ORPHAN_GRACE_MS - 1)).toBe(false);
    expect(host.isOrphaned(ORPHAN_GRACE_MS)).toBe(true);
  });

  it('stays while a stream is open, and counts the grace from its end', () => {
    const { parent, host } = watch();
    host.onActivity(1, 0);
    parent.id = 1;
    expect(host.isOrphaned(ORPHAN_GRACE_MS * 2)).toBe(false);
    host.onActivity(-1, ORPHAN_GRACE_MS * 2);
    expect(host.isOrphaned(ORPHAN_GRACE_MS * 3 - 1)).toBe(false);
    expect(host.isOrphaned(ORPHAN_GRACE_MS * 3)).toBe(true);
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
