import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from '../../tooling/paths';
import { servedConfig, servedMeta } from './server-settings';

/** A case of what Grafana's own server makes of a frame's settings; `test/conformance` holds it against the SDK. */
interface Case {
  readonly of: 'config' | 'meta';
  readonly sent: unknown;
  /** Null where the server fails the answer. */
  readonly served: unknown;
}

const CASES = JSON.parse(readFileSync(join(ROOT, 'test/conformance/served_settings.json'), 'utf8')) as Case[];

it.each(CASES.map((one) => [`${one.of} ${JSON.stringify(one.sent)}`, one] as const))(
  'serves %s as Grafana 12.3 does',
  (_, { of, sent, served }) => {
    const serve = () => (of === 'config' ? servedConfig : servedMeta)(JSON.stringify(sent));
    if (served === null) {
      expect(serve).toThrow();
    } else {
      expect(JSON.parse(JSON.stringify(serve()))).toEqual(served);
    }
  }
);
