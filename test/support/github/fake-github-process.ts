import { deploymentsOf, fakeRepository, mergedPullRequests } from './fake-data';
import { FakeGitHub } from './fake-github';

/**
 * A fake GitHub in a process of its own, so that it takes no time from what is measured. Its
 * arguments: pull requests of `acme/shop`, milliseconds that GraphQL takes, and of how many merges one is
 * deployed (0: none is). Tells its address over IPC, and ends with its parent.
 */
async function serve([pullRequests = '0', latencyMs = '0', deployedEvery = '0']: readonly string[]): Promise<void> {
  const github = await FakeGitHub.start();
  const shop = fakeRepository(7, 'acme/shop');
  shop.pullRequests = mergedPullRequests(Number(pullRequests));
  shop.deployments = deployedEvery === '0' ? [] : deploymentsOf(shop.pullRequests, Number(deployedEvery));
  github.repositories.push(shop);
  github.latencyMs = Number(latencyMs);
  process.once('disconnect', () => process.exit(0));
  process.send?.(github.url);
}

serve(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(String(error));
  process.exit(1);
});
