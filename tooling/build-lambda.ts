/** `npm run build:lambda [-- --out FOLDER]` */
import { relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { LAMBDA_FOLDER, buildLambdas } from './lambda-bundles';
import { printTable } from './print-table';
import { run } from './run';

run(async () => {
  const { values } = parseArgs({ options: { out: { type: 'string', default: LAMBDA_FOLDER } } });
  const folder = resolve(values.out);
  const bundles = await buildLambdas(folder);
  const rows = bundles.map(({ name, bytes }) => [
    name,
    relative(process.cwd(), `${folder}/${name}/index.js`),
    `${(bytes / 1e6).toFixed(2)} MB`,
  ]);
  console.log(printTable(['Function', 'Bundle', 'Size'], rows, new Set(['Size'])));
});
