/**
 * `npm run sign -- --rootUrls https://grafana.example.com/`: signs every package that
 * `npm run package` made, with Grafana's own tool, and zips it again. Arguments are passed on.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { PLUGIN_ID, ROOT } from './paths';
import { stageOf, stagedPlatforms, zipStaged } from './plugin-package';
import { run } from './run';

const TOKEN = 'GRAFANA_ACCESS_POLICY_TOKEN';

const NO_TOKEN = `${TOKEN} is not set. In your grafana.com organisation, under Security > Access Policies, make a policy with
the scope plugins:write and a token for it, then run:
  ${TOKEN}=<token> npm run sign -- --rootUrls https://grafana.example.com/
--rootUrls takes the root URLs of the Grafana servers that will load the plugin, joined by commas.`;

function signFolder(folder: string, args: readonly string[]): void {
  const tool = join(ROOT, 'node_modules/@grafana/sign-plugin/dist/bin/run.js');
  const { status } = spawnSync(process.execPath, [tool, '--distDir', folder, ...args], { stdio: 'inherit' });
  if (status !== 0) {
    throw new Error(`${folder} was not signed.`);
  }
}

run(() => {
  if (!process.env[TOKEN]) {
    throw new Error(NO_TOKEN);
  }
  const platforms = stagedPlatforms();
  if (platforms.length === 0) {
    throw new Error('There is nothing to sign; run "npm run package" first.');
  }
  for (const platform of platforms) {
    signFolder(join(stageOf(platform), PLUGIN_ID), process.argv.slice(2));
    zipStaged(platform);
  }
});
