import { progressBar } from './progress-bar';
import type { SyncProgress } from './progress-bar';

const HALFWAY: SyncProgress = {
  repository: 'acme/shop',
  position: 2,
  of: 3,
  pullRequests: 5_000,
  readBefore: 0,
  fraction: 0.5,
  fractionBefore: 0,
  elapsedSeconds: 25,
};

describe('progressBar', () => {
  it('shows how much is done, how fast, and how long it takes still', () => {
    expect(progressBar(HALFWAY)).toBe('2/3 acme/shop [######------] 50 % · 5,000 pull requests · 200/s · 25 s left');
  });

  it('rates only what this run read of a pass that was cut off', () => {
    expect(progressBar({ ...HALFWAY, readBefore: 4_000, fractionBefore: 0.4 })).toContain('· 40/s · 2 min 5 s left');
  });

  it('promises nothing before it can tell', () => {
    expect(progressBar({ ...HALFWAY, elapsedSeconds: 0.4 })).toBe(
      '2/3 acme/shop [######------] 50 % · 5,000 pull requests'
    );
    expect(progressBar({ ...HALFWAY, fraction: null })).toBe('2/3 acme/shop · 5,000 pull requests · 200/s');
  });

  it('counts long times in hours', () => {
    expect(progressBar({ ...HALFWAY, fraction: 0.001, pullRequests: 10 })).toContain('· 0.4/s · 6 h 56 min left');
  });
});
