import { startWorker } from '../../support/worker-process';
import type { WorkerProcess } from '../../support/worker-process';

/** A worker that is killed now and then, and started again. */
export class WorkerLives {
  readonly #env: Readonly<Record<string, string>>;
  #worker: WorkerProcess;
  #isBeingKilled = false;
  #kills = 0;

  private constructor(env: Readonly<Record<string, string>>, worker: WorkerProcess) {
    this.#env = env;
    this.#worker = worker;
  }

  static async begin(env: Readonly<Record<string, string>>): Promise<WorkerLives> {
    return new WorkerLives(env, await startWorker(env));
  }

  /** The worker of now; null while it is being killed and started. */
  get now(): WorkerProcess | null {
    return this.#isBeingKilled ? null : this.#worker;
  }

  get kills(): number {
    return this.#kills;
  }

  /** Whether it ended without being killed here. */
  get hasDied(): boolean {
    return !this.#isBeingKilled && !this.#worker.isRunning;
  }

  async kill(): Promise<void> {
    this.#isBeingKilled = true;
    this.#kills += 1;
    await this.#worker.end('SIGKILL');
    this.#worker = await startWorker(this.#env);
    this.#isBeingKilled = false;
  }
}
