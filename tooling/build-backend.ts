/** `npm run build:backend` */
import { buildBackend } from './backend-bundle';
import { run } from './run';

run(buildBackend);
