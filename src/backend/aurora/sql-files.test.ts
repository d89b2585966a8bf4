import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { sqlFolder } from './sql-files';

describe('sqlFolder', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sre-sql-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('is the one of the sources while they run', () => {
    expect(sqlFolder('gate', 'install.sql')).toBe(join(__dirname, '../../../db/gate'));
  });

  it('is the one beside a bundle', () => {
    mkdirSync(join(folder, 'gate'));
    writeFileSync(join(folder, 'gate/install.sql'), '');
    expect(sqlFolder('gate', 'install.sql', folder)).toBe(join(folder, 'gate'));
  });

  it('names the folder it looked in where the file is missing', () => {
    mkdirSync(join(folder, 'gate'));
    expect(() => sqlFolder('gate', 'install.sql', folder)).toThrow(
      `${join(folder, 'gate/install.sql')} is missing. In a checkout run "npm run build:backend"; else unpack the plugin once more.`
    );
  });
});
