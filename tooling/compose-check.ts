/** `npm run compose:check`: has Docker Compose read docker-compose.yml. Needs no Docker engine. */
import { NOT_INSTALLED, composeConfig, requiredVariables } from './compose';
import { run } from './run';

run(() => {
  const answer = composeConfig(Object.fromEntries(requiredVariables().map((name) => [name, 'placeholder'])));
  if (answer === null) {
    throw new Error(NOT_INSTALLED);
  }
  if (answer.status !== 0) {
    throw new Error(`${answer.program} refuses docker-compose.yml:\n${answer.stderr.trim()}`);
  }
  console.log(`${answer.program} accepts docker-compose.yml.`);
});
