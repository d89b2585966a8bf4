import { pluginContext } from '../../../tooling/plugin-request';
import { Failure } from '../../model/failure';
import { createLogger } from '../log/plugin-log';
import { Troubles } from '../log/troubles';
import { FailureLog } from './failure-log';

const failure = new Failure({ status: 502, source: 'downstream', message: 'It is away.', advice: null });

it('tells the data sources of two organizations apart, though they share a uid', () => {
  const lines: string[] = [];
  const troubles = new Troubles(createLogger((line) => lines.push(line)));
  const one = pluginContext({ jsonData: {} });
  const other = { ...one, orgId: one.orgId + 1n };
  for (const context of [one, one, other]) {
    new FailureLog(troubles, context).failed(failure, {});
  }
  expect(lines).toHaveLength(2);
  troubles.close();
});
