import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { standInGrafana } from '../../test/support/stand-in-grafana';
import type { StandInGrafana, StandInOptions } from '../../test/support/stand-in-grafana';
import { findGrafana } from './home';

let grafana: StandInGrafana | undefined;
afterEach(() => {
  grafana?.remove();
  grafana = undefined;
});

function install(options?: StandInOptions): StandInGrafana {
  grafana = standInGrafana(options);
  return grafana;
}

it.each(['grafana', 'grafana-server'] as const)('finds bin/%s and its version', async (executable) => {
  const { home } = install({ executable });
  const program = join(home, 'bin', executable);
  expect(await findGrafana({ GRAFANA_HOME: home })).toEqual({
    path: home,
    command: executable === 'grafana' ? [program, 'server'] : [program],
    version: '12.3.1',
  });
});

it.each(['12.3.0', '12.4.2', '13.0.0-pre', '13.2.2', '20.0.0'])('takes Grafana %s', async (version) => {
  const { home } = install({ versionLine: `Version ${version} (commit: abc, branch: HEAD)` });
  expect(await findGrafana({ GRAFANA_HOME: home })).toMatchObject({ version });
});

it.each(['12.2.9', '11.6.0', '9.9.9'])('refuses Grafana %s', async (version) => {
  const { home } = install({ versionLine: `Version ${version} (commit: abc, branch: HEAD)` });
  await expect(findGrafana({ GRAFANA_HOME: home })).rejects.toThrow(
    `The Grafana in ${home} is ${version}; the plugin needs 12.3 or later.`
  );
});

it.each([{}, { GRAFANA_HOME: '' }])('says that GRAFANA_HOME is not set, and what it is: %j', async (env) => {
  await expect(findGrafana(env)).rejects.toThrow(/^GRAFANA_HOME is not set\. Set GRAFANA_HOME to the folder/);
});

it.each(['/nowhere/grafana', __filename])('says that %s is no folder', async (path) => {
  await expect(findGrafana({ GRAFANA_HOME: path })).rejects.toThrow(
    `GRAFANA_HOME names ${path}, which is not a folder.`
  );
});

it('says that a folder is no Grafana', async () => {
  await expect(findGrafana({ GRAFANA_HOME: __dirname })).rejects.toThrow(
    `${__dirname} is not a Grafana: it has neither bin/grafana nor bin/grafana-server.`
  );
});

it('says what an unfinished installation lacks', async () => {
  const { home } = install();
  rmSync(join(home, 'public'), { recursive: true });
  await expect(findGrafana({ GRAFANA_HOME: home })).rejects.toThrow(
    `${home} is not a Grafana: public are missing there.`
  );
});

it('says that a program does not run, or says something else', async () => {
  const { home } = install({ versionLine: 'hello' });
  await expect(findGrafana({ GRAFANA_HOME: home })).rejects.toThrow(/does not tell its version but: hello$/);
  writeFileSync(join(home, 'bin/grafana'), 'not a program');
  await expect(findGrafana({ GRAFANA_HOME: home })).rejects.toThrow(/bin\/grafana does not run: /);
});
