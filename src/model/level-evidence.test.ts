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
