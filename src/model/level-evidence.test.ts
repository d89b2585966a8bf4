import { DORA_METRICS } from './dora-metrics';
import { judge, notMeasured } from './level-evidence';
import { PRESETS, PRESET_INFO } from './performance-levels';

const ENOUGH = { severeIncidents: 0, linkedIncidents: 0, unplannedRecorded: true };

it.each(PRESETS)('%s gives no level below its least sample', (preset) => {
  const { minimumSample } = PRESET_INFO[preset];
  const level = (sampleSize: number) => judge('leadTime', { value: 60, sampleSize, support: ENOUGH }, preset);
  expect(level(minimumSample)).toEqual({ verdict: { level: 'elite', rule: expect.any(String) }, shortfall: null });
  expect(level(minimumSample - 1)).toMatchObject({
    verdict: null,
    shortfall: { kind: 'few', sentence: 'Too few for a level: 4 successful deployments; it takes 5.' },
  });
});

it.each([
  [0, 0, false],
  [3, 0, true],
  [3, 1, false],
])('with %d severe incidents, %d of them linked, failures are not measured: %p', (severe, linked, missing) => {
  const support = { ...ENOUGH, severeIncidents: severe, linkedIncidents: linked };
  const shortfalls = DORA_METRICS.filter((metric) => notMeasured(metric, { support }) !== null);
  expect(shortfalls).toEqual(missing ? ['changeFailureRate', 'failedDeploymentRecoveryTime'] : []);
  const judged = { value: 0, sampleSize: 400, support };
  expect(judge('changeFailureRate', judged, 'stackflow').verdict?.level).toBe(missing ? undefined : 'elite');
});

it('failures that are known by their outcome are a lower bound where no incident is linked', () => {
  const judged = { value: 50, sampleSize: 40, support: { ...ENOUGH, severeIncidents: 3 } };
  expect(judge('changeFailureRate', judged, 'stackflow')).toEqual({
    verdict: null,
    shortfall: {
      kind: 'atLeast',
      reason: 'none of 3 incidents linked',
      sentence: 'A lower bound: none of 3 P1 and P2 incidents is linked to a change.',
      check: 'unlinkedIncidents',
    },
  });
  expect(judge('changeFailureRate', { ...judged, value: 0 }, 'stackflow').shortfall?.kind).toBe('notMeasured');
  // A duration of few recoveries bounds nothing.
  expect(judge('failedDeploymentRecoveryTime', judged, 'stackflow').shortfall?.kind).toBe('notMeasured');
});

it('says one and many as people do', () => {
  const few = (metric: 'leadTime' | 'mttr' | 'changeFailureRate', sampleSize: number) =>
    judge(metric, { value: 1, sampleSize, support: ENOUGH }, 'stackflow').shortfall?.sentence;
  expect(few('leadTime', 1)).toBe('Too few for a level: 1 successful deployment; it takes 5.');
  expect(few('mttr', 2)).toBe('Too few for a level: 2 restored incidents; it takes 5.');
  expect(few('changeFailureRate', 1)).toBe('Too few for a level: 1 deployment; it takes 5.');
  expect(notMeasured('changeFailureRate', { support: { ...ENOUGH, severeIncidents: 1 } })).toMatchObject({
    reason: '1 incident, not linked',
    sentence: 'Not measured: the one P1 or P2 incident is linked to no change.',
  });
});

it('rework is not measured where nobody ever recorded any', () => {
  const support = { ...ENOUGH, unplannedRecorded: false };
  expect(DORA_METRICS.filter((metric) => notMeasured(metric, { support }) !== null)).toEqual(['reworkRate']);
});

it('says nothing where there is no data, or no level', () => {
  const judged = { value: null, sampleSize: 0, support: ENOUGH };
  expect(judge('mttr', judged, 'stackflow')).toEqual({ verdict: null, shortfall: null });
  expect(judge('reworkRate', { ...judged, value: 3, sampleSize: 2 }, 'stackflow')).toEqual({
    verdict: null,
    shortfall: null,
  });
});
