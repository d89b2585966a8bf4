import type { DeploymentFacts } from './facts';
import { newestDeployment } from './newest';

const DEPLOYMENT: DeploymentFacts = {
  ...{ kind: 'deployment', repository: { id: 7, fullName: 'acme/shop' }, deploymentId: 1, sha: 'a'.repeat(40) },
  ...{ environment: 'production', state: 'failure', stateAt: new Date('2026-03-02T10:00:00Z'), url: null, runId: null },
};

it('holds what tells the run of a deployment, whoever comes first', () => {
  const withRun = { ...DEPLOYMENT, runId: 51 };
  expect(newestDeployment(DEPLOYMENT, withRun)).toBe(withRun);
  expect(newestDeployment(withRun, DEPLOYMENT)).toBe(withRun);
});
