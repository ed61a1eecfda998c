/**
 * Servers under test, as processes of their own that a test can kill and start again.
 *
 * @module
 */

import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { repositoryRoot } from "./repository.js";

/** How long a server may take until it prints its address, in milliseconds. */
const START_LIMIT = 20_000;

/**
 * What a server must print as soon as it listens. More must follow the port, so that a half-read
 * port is no match.
 */
const ADDRESS = /http:\/\/[^\s/]+:(\d+)\D/;

export interface ServerCommand {
  /** Path of the program. */
  readonly program: string;
  readonly arguments?: readonly string[];
  /** Added to the environment of the tests. `PORT` is set by the harness. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The debug build of one of the repository's binaries, as `cargo xtask test` built it. */
export function builtBinary(name: string): ServerCommand {
  const folder = process.env["MUSUBI_BIN_DIR"] ?? join(repositoryRoot, "target", "debug");
  return { program: join(folder, name) };
}

export class Server {
  readonly #command: ServerCommand;
  #process: ChildProcess;
  readonly port: number;

  private constructor(command: ServerCommand, process: ChildProcess, port: number) {
    this.#command = command;
    this.#process = process;
    this.port = port;
  }

  /**
   * Starts a server on a free port and waits until it listens.
   *
   * @throws `Error` with everything it printed, when it ends or stays silent instead.
   */
  static async start(command: ServerCommand): Promise<Server> {
    const { child, port } = await spawnServer(command, 0);
    return new Server(command, child, port);
  }

  /** The address without a path: `http://127.0.0.1:40123`. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Ends the server as a crash or a power cut would: no goodbye to any client. */
  async kill(): Promise<void> {
    await end(this.#process);
  }

  /** Kills the server if it runs, and starts it again on the same port. */
  async restart(): Promise<void> {
    await this.kill();
    const { child, port } = await spawnServer(this.#command, this.port);
    this.#process = child;
    if (port !== this.port) {
      await this.kill();
      throw new Error(`the server was told to use port ${this.port} but listens on ${port}`);
    }
  }
}

async function spawnServer(
  command: ServerCommand,
  port: number,
): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(command.program, command.arguments ?? [], {
    env: { ...process.env, ...command.env, PORT: String(port) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  // Without this a test run that stops half-way would leave its servers behind.
  const killAtExit = (): void => void child.kill("SIGKILL");
  process.once("exit", killAtExit);
  child.once("close", () => process.off("exit", killAtExit));
  try {
    return { child, port: await listeningPort(child, command.program) };
  } catch (error) {
    await end(child);
    throw error;
  }
}

/**
 * The port in what the server prints. Its output is read to the end, because a full pipe would stop
 * the server.
 */
function listeningPort(child: ChildProcess, program: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let printed = "";
    const settle = (port: number | undefined, problem: string): void => {
      clearTimeout(timer);
      if (port !== undefined) resolve(port);
      else reject(new Error(`${program} ${problem}; it printed:\n${printed}`));
    };
    const silent = `printed no address in ${START_LIMIT} ms`;
    const timer = setTimeout(() => settle(undefined, silent), START_LIMIT);
    const read = (chunk: Buffer): void => {
      printed += chunk.toString();
      const port = ADDRESS.exec(printed)?.[1];
      if (port) settle(Number(port), "");
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("error", (error) => settle(undefined, `could not be started (${error.message})`));
    child.once("close", (code) => settle(undefined, `ended with code ${code}`));
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const closed = new Promise((resolve) => child.once("close", resolve));
  child.kill("SIGKILL");
  await closed;
}
