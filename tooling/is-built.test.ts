import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { isBuilt } from './is-built';

describe('isBuilt', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sre-built-'));
    jest.spyOn(console, 'log').mockReturnValue(undefined);
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
    jest.restoreAllMocks();
  });

  it('is false where nobody says so, whatever lies there', () => {
    writeFileSync(join(folder, 'module.js'), '');
    expect(isBuilt(['module.js'], {}, folder)).toBe(false);
    expect(isBuilt(['module.js'], { SRE_METRICS_BUILT: '' }, folder)).toBe(false);
    expect(console.log).not.toHaveBeenCalled();
  });

  it('says that it leaves the build out', () => {
    writeFileSync(join(folder, 'module.js'), '');
    expect(isBuilt(['module.js'], { SRE_METRICS_BUILT: '1' }, folder)).toBe(true);
    expect(console.log).toHaveBeenCalledWith(expect.stringMatching(/^Not built again .*module\.js$/));
  });

  it('names the folder and what is missing in it', () => {
    expect(() => isBuilt(['module.js', 'plugin.json'], { SRE_METRICS_BUILT: '1' }, folder)).toThrow(
      `SRE_METRICS_BUILT is set, but ${folder} lacks module.js, plugin.json. Run "npm run build" without it first.`
    );
  });
});
