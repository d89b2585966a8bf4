import { runCommandLine } from './cli/command-line';
import { createLogger, describeError, takeOverOutput } from './log/plugin-log';
import { createPlugin } from './plugin/plugin';
import { HostWatch, Lifecycle, PARENT } from './transport/lifecycle';
import { handshakeLine, listen, release } from './transport/listen';
import { createServer } from './transport/server';

/**
 * The one executable. Without arguments it is the plugin that Grafana launches; with arguments, the
 * command line `sre-metrics`.
 */

const MAGIC_COOKIE = { name: 'grafana_plugin_type', value: 'datasource' } as const;

async function runPlugin(): Promise<void> {
  const host = new HostWatch(PARENT);
  const writeLine = process.stderr.write.bind(process.stderr);
  const logger = createLogger((line) => writeLine(line));
  const writeOut = takeOverOutput(logger);
  let releaseSocket = () => {};
  process.on('unhandledRejection', (reason) => {
    logger.error('A promise was rejected and nobody cared', { error: describeError(reason) });
  });
  process.on('uncaughtException', (error) => {
    // What state the process is in, nobody knows; Grafana starts a new one within a second.
    logger.error('The plugin stops after an unexpected error', { error: describeError(error) });
    releaseSocket();
    process.exit(1);
  });

  const plugin = createPlugin(logger);
  const { server, drain } = createServer(plugin, { onShutdown: () => lifecycle.end() }, logger);
  const address = await listen(server, process.env);
  releaseSocket = () => release(address);
  const lifecycle = new Lifecycle({
    drain,
    dispose: () => plugin.dispose(),
    exit: (code) => {
      releaseSocket();
      process.exit(code);
    },
  });
  lifecycle.watch(host);
  writeOut(handshakeLine(address));
}

/**
 * The AWS SDK prints seven lines at each start under a Node that its releases of 2027 will not take.
 * Which releases are in here is locked, and that they take this Node is tested.
 */
const AWS_NOTICE_DISABLED = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED';

async function main(): Promise<void> {
  process.env[AWS_NOTICE_DISABLED] ??= 'true';
  const args = process.argv.slice(2);
  if (args.length > 0) {
    // A reader that has seen enough, as in `sre-metrics --help | head`, is no error.
    process.stdout.on('error', () => process.exit());
    process.exitCode = await runCommandLine(process.argv);
  } else if (process.env[MAGIC_COOKIE.name] === MAGIC_COOKIE.value) {
    await runPlugin();
  } else {
    process.stderr.write(
      'This program is the backend of a Grafana data source; Grafana starts it. For the command line, run it with --help.\n'
    );
    process.exitCode = 1;
  }
}

main().catch((error: unknown) => {
  // One line: Grafana starts a failed plugin again every second.
  createLogger((line) => process.stderr.write(line)).error('The plugin cannot start', { error: String(error) });
  process.exit(1);
});
