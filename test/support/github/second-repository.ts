import { fakeRepository, mergedPullRequests } from './fake-data';
import type { SyncBench } from './sync-bench';

/** Adds a repository `acme/zoo` to `acme/shop`, to be none the worse for what befalls the first. */
export async function addZoo(bench: SyncBench): Promise<void> {
  await bench.map('acme/zoo');
  const zoo = fakeRepository(8, 'acme/zoo');
  zoo.pullRequests = mergedPullRequests(3);
  bench.github.repositories.push(zoo);
}

/** Whether a request is about the first of the two. */
export const isAboutShop = ({ path, variables }: { path: string; variables: object }): boolean =>
  path.includes('shop') || ('name' in variables && variables.name === 'shop');
