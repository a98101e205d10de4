/**
 * Makes a fresh clone able to run: node packages, the local cloud's Python environment.
 *
 * Plain JavaScript with no dependency, because it runs before anything is installed, and careful
 * syntax, because an old Node must get as far as the sentence that says so. A second run compares
 * two hashes and takes milliseconds. Everything it makes lies in node_modules/ and .local/.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const projectFolder = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const localFolder = path.join(projectFolder, '.local');
const logFile = path.join(localFolder, 'logs', 'prepare.log');
const pythonFolder = path.join(localFolder, 'python');
const requirementsFile = path.join(projectFolder, 'local', 'python', 'requirements.txt');

const oldestNode = [20, 19];
const oldestPython = [3, 10];
// node_modules takes about 500 MB, the Python environment 200 MB, npm's and pip's own caches as much again.
const freeBytesNeeded = 1.5e9;
const installTimeoutSeconds = 15 * 60;
const otherRunTimeoutSeconds = 20 * 60;

/** A failure that is one sentence for the person at the keyboard: what is wrong and what to do. */
export class PrepareFailure extends Error {
  constructor(sentence) {
    super(sentence);
    this.name = 'PrepareFailure';
  }
}

const isAtLeast = (version, oldest) =>
  version[0] > oldest[0] || (version[0] === oldest[0] && version[1] >= oldest[1]);

/**
 * The first two numbers of a version.
 * @param {string} text such as `v20.19.1` or `Python 3.10.2`
 * @returns {[number, number]} zeros where there is no number
 */
export function versionOf(text) {
  const found = /(\d+)\.(\d+)/.exec(text);
  return found ? [Number(found[1]), Number(found[2])] : [0, 0];
}

function requireNode() {
  if (!isAtLeast(versionOf(process.version), oldestNode)) {
    throw new PrepareFailure(
      `Node ${oldestNode.join('.')} or newer is needed and this is ${process.version}: install one (nodejs.org, or your system's packages) and run again.`,
    );
  }
}

/** The first Python that is new enough and can make a virtual environment. */
function findPython() {
  const candidates = process.env.PYTHON ? [process.env.PYTHON] : ['python3', 'python'];
  let tooOld = '';
  let withoutVenv = '';
  for (const command of candidates) {
    const asked = spawnSync(command, ['--version'], { encoding: 'utf8', timeout: 30000 });
    if (asked.error || asked.status !== 0) continue;
    const version = (asked.stdout + asked.stderr).trim();
    if (!isAtLeast(versionOf(version), oldestPython)) {
      tooOld = `${version} (${command})`;
      continue;
    }
    // Debian and Ubuntu ship venv without ensurepip until python3-venv is installed.
    const venv = spawnSync(command, ['-c', 'import ensurepip, venv'], { timeout: 30000 });
    if (venv.status === 0) return command;
    withoutVenv = `${version} (${command})`;
  }
  const wanted = `Python ${oldestPython.join('.')} or newer`;
  if (withoutVenv) {
    throw new PrepareFailure(
      `${withoutVenv} cannot make virtual environments: install its venv module (on Debian and Ubuntu: apt install python3-venv) and run again.`,
    );
  }
  const found = tooOld
    ? `and only ${tooOld} was found`
    : `and ${candidates.join(', ')} did not start`;
  throw new PrepareFailure(
    `${wanted} is needed ${found}: install it, or name one by the environment variable PYTHON, and run again.`,
  );
}

const stampFile = (name) => path.join(localFolder, 'stamps', name);

function readIfThere(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined; // Not there yet: the same as never installed.
  }
}

const hashOf = (...parts) => createHash('sha256').update(parts.join('\0')).digest('hex');

/** Before an installation starts: one that is cut off must not pass for the one before it. */
const removeStamp = (name) => fs.rmSync(stampFile(name), { force: true });

function writeStamp(name, hash) {
  fs.mkdirSync(path.dirname(stampFile(name)), { recursive: true });
  fs.writeFileSync(stampFile(name), hash);
}

function requireDisk() {
  if (!fs.statfsSync) return;
  const disk = fs.statfsSync(projectFolder);
  const freeBytes = disk.bavail * disk.bsize;
  if (freeBytes < freeBytesNeeded) {
    throw new PrepareFailure(
      `The disk of ${projectFolder} has ${Math.round(freeBytes / 1e6)} MB free and the installation needs ${freeBytesNeeded / 1e6} MB: free some and run again.`,
    );
  }
}

/** One line that counts the seconds on a terminal, and says start and end elsewhere. */
function showProgress(label) {
  const startedAt = Date.now();
  const seconds = () => `${Math.round((Date.now() - startedAt) / 1000)} s`;
  const onTerminal = Boolean(process.stderr.isTTY);
  // Progress goes to stderr: with --json, stdout carries one document and nothing else.
  const show = () => process.stderr.write(`\r${label}…  ${seconds()}`);
  if (!onTerminal) process.stderr.write(`${label}…\n`);
  const timer = onTerminal ? setInterval(show, 1000) : undefined;
  if (onTerminal) show();
  return (ended) => {
    clearInterval(timer);
    const line = ended ? `${label}: ${seconds()}` : `${label}: failed after ${seconds()}`;
    process.stderr.write(onTerminal ? `\r${line}\u001b[K\n` : `${line}\n`);
  };
}

/** Why an installer failed, in a few words, from what it wrote. */
export function reasonOf(output) {
  if (/ENOSPC|No space left on device/i.test(output)) return 'the disk is full, free some space';
  if (/THESE PACKAGES DO NOT MATCH THE HASHES|EINTEGRITY/.test(output)) {
    return 'a package is not the one that was pinned, do not install it by hand';
  }
  if (
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|Temporary failure in name|ConnectTimeout/i.test(
      output,
    )
  ) {
    return 'the package registry cannot be reached, check the network or the proxy';
  }
  if (/EUSAGE|not in sync/.test(output)) {
    return 'package.json and package-lock.json do not agree, npm install makes them';
  }
  if (/\(from versions: none\)/.test(output)) {
    return 'the Python package index cannot be reached or does not have it, check the network';
  }
  if (/No matching distribution/i.test(output)) {
    return 'a pinned package has no ready-made build for this system and Python';
  }
  if (/EACCES|EPERM|Permission denied/i.test(output)) return 'a folder cannot be written';
  const lines = output.split('\n').filter((line) => /error/i.test(line));
  return (lines[0] || 'no reason was given').trim().slice(0, 160);
}

/** Runs one installer with its output in the log; resolves to how it ended. */
function runLogged(command, args) {
  return new Promise((resolve) => {
    fs.appendFileSync(logFile, `\n$ ${[command].concat(args).join(' ')}\n`);
    const environment = Object.assign({}, process.env);
    // A Python set up for another program, or pip set up for its user, must not leak in.
    for (const name of ['PYTHONHOME', 'PYTHONPATH', 'PIP_TARGET', 'PIP_USER'])
      delete environment[name];
    const child = spawn(command, args, { cwd: projectFolder, env: environment });
    let output = '';
    const keep = (chunk) => {
      output = (output + chunk).slice(-200000);
      fs.appendFileSync(logFile, chunk);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.stdin.end();
    const timer = setTimeout(() => child.kill('SIGKILL'), installTimeoutSeconds * 1000);
    const end = (ok, why) => {
      clearTimeout(timer);
      resolve({ ok, output: output + why });
    };
    child.on('error', (error) => end(false, `\nerror ${error.message}`));
    child.on('close', (code, signal) =>
      end(code === 0, signal ? `\nerror ended by ${signal}` : ''),
    );
  });
}

async function install(label, what, commands) {
  const finish = showProgress(label);
  for (const [command, ...args] of commands) {
    const ended = await runLogged(command, args);
    if (!ended.ok) {
      finish(false);
      throw new PrepareFailure(
        `${what} could not be installed (${reasonOf(ended.output)}): put that right and run again; the log is ${logFile}`,
      );
    }
  }
  finish(true);
}

async function prepareNodePackages() {
  const hash = hashOf(
    readIfThere(path.join(projectFolder, 'package-lock.json')) || '',
    readIfThere(path.join(projectFolder, '.npmrc')) || '',
    process.platform,
    process.arch,
  );
  const installed = fs.existsSync(path.join(projectFolder, 'node_modules', '.package-lock.json'));
  if (installed && readIfThere(stampFile('node-packages')) === hash) return;
  // Installed by hand (npm ci, npm install): nothing to do again.
  if (installed && isAsLocked()) {
    writeStamp('node-packages', hash);
    return;
  }
  requireDisk();
  removeStamp('node-packages');
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const flags = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  await install('Installing node packages', 'The node packages', [npm.concat(flags)]);
  writeStamp('node-packages', hash);
}

/** Whether node_modules holds exactly the versions of the lock; what is optional may be absent. */
function isAsLocked() {
  const packagesOf = (file) =>
    JSON.parse(readIfThere(path.join(projectFolder, file)) || '{}').packages || {};
  const locked = packagesOf('package-lock.json');
  const installed = packagesOf('node_modules/.package-lock.json');
  return Object.keys(locked).every((name) => {
    if (name === '') return true;
    const wanted = locked[name];
    const found = installed[name];
    if (!found) return Boolean(wanted.optional || wanted.devOptional || wanted.peer);
    return found.version === wanted.version && found.integrity === wanted.integrity;
  });
}

async function preparePython() {
  const python = path.join(pythonFolder, 'bin', 'python');
  const requirements = fs.readFileSync(requirementsFile, 'utf8');
  // The resolved path changes with an upgrade of the system's Python, which breaks the environment.
  const stampOf = () => hashOf(requirements, projectFolder, fs.realpathSync(python));
  if (fs.existsSync(python) && readIfThere(stampFile('python-packages')) === stampOf())
    return python;
  const base = findPython();
  requireDisk();
  removeStamp('python-packages');
  fs.rmSync(pythonFolder, { recursive: true, force: true });
  const pip = ['-m', 'pip', 'install', '--require-hashes', '--only-binary=:all:', '--no-input'];
  const quiet = ['--disable-pip-version-check', '--progress-bar=off', '--requirement'];
  await install(
    "Installing the local cloud's Python packages",
    "The local cloud's Python packages",
    [[base, '-m', 'venv', pythonFolder], [python].concat(pip, quiet, [requirementsFile])],
  );
  writeStamp('python-packages', stampOf());
  return python;
}

const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

/** Two runs in one clone (npm start and npm test) must not install over each other. */
async function withLock(work) {
  const lock = path.join(localFolder, 'prepare.lock');
  const giveUpAt = Date.now() + otherRunTimeoutSeconds * 1000;
  for (;;) {
    try {
      fs.writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const owner = Number(readIfThere(lock));
    if (owner > 0 && !isAlive(owner)) fs.rmSync(lock, { force: true });
    else if (Date.now() > giveUpAt) {
      throw new PrepareFailure(
        `Another preparation (process ${owner}) has not ended: end it, or remove ${lock}, and run again.`,
      );
    } else await new Promise((resolve) => setTimeout(resolve, 200));
  }
  try {
    return await work();
  } finally {
    fs.rmSync(lock, { force: true });
  }
}

/** Turns the errors a disk gives into the one sentence that a person needs. */
function explain(error) {
  if (error instanceof PrepareFailure) return error;
  const sentences = {
    ENOSPC: `The disk of ${projectFolder} is full: free some space and run again.`,
    EACCES: `${error.path || localFolder} cannot be written: give this user the right to and run again.`,
    ENOTDIR: `${localFolder} is not a folder: move it away and run again.`,
    EEXIST: `${localFolder} is not a folder: move it away and run again.`,
    EROFS: `${projectFolder} is on a disk that cannot be written: move the clone and run again.`,
  };
  return new PrepareFailure(
    sentences[error.code] || `The preparation failed (${error.message}); the log is ${logFile}`,
  );
}

/**
 * Installs what is missing and returns where it is.
 * @returns {Promise<{ pythonPath: string }>} the virtual environment's interpreter
 * @throws {PrepareFailure} with one sentence for a person
 */
export async function prepare() {
  try {
    requireNode();
    fs.mkdirSync(path.dirname(logFile), { recursive: true });
    return await withLock(async () => {
      // A log holds the last run that installed something; a warm run writes nothing.
      if (fs.existsSync(logFile) && fs.statSync(logFile).size > 5e6) fs.rmSync(logFile);
      await prepareNodePackages();
      return { pythonPath: await preparePython() };
    });
  } catch (error) {
    throw explain(error);
  }
}

/** Prints the sentence and chooses the exit code, for the programs that start with `prepare()`. */
export function endWith(error) {
  process.stderr.write(`\n${error instanceof PrepareFailure ? error.message : error.stack}\n`);
  process.exitCode = 1;
}

if (process.argv[1] && import.meta.url === pathToFileURL(fs.realpathSync(process.argv[1])).href) {
  prepare().catch(endWith);
}
