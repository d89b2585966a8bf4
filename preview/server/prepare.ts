import { bundlePage } from './bundle';
import { installPackages } from './packages';

/**
 * Makes the page ready to be served.
 *
 * @param print is handed a line before a minute of waiting
 * @throws Error where packages or bundle cannot be had
 */
export async function preparePage(print: (line: string) => void): Promise<void> {
  await installPackages(print);
  await bundlePage();
}
