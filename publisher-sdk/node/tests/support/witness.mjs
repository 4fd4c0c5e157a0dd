// The witness of the vectors, as these tests ask it: publisher-sdk/vectors/README.md.

import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const folder = `${root}publisher-sdk/vectors`;
const python = process.env.FANFARE_PYTHON ?? `${root}.venv/bin/python`;

export const vectors = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .flatMap((name) => JSON.parse(readFileSync(`${folder}/${name}`)));

export class Witness {
  static async start() {
    const witness = new Witness();
    witness.process = spawn(python, [`${folder}/witness`], { stdio: ['pipe', 'pipe', 'inherit'] });
    witness.ended = new Promise((resolve) => witness.process.once('exit', resolve));
    const line = await new Promise((resolve, reject) => {
      createInterface({ input: witness.process.stdout }).once('line', resolve);
      witness.process.once('exit', (code) => reject(new Error(`the witness ended with ${code}`)));
    });
    witness.url = line.match(/^witness: listening on (\S+)$/)[1];
    Object.assign(witness, await witness.ask('/addresses'));
    return witness;
  }

  async ask(path, asked = {}) {
    const answer = await fetch(this.url + path, { method: 'POST', body: JSON.stringify(asked) });
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json();
  }

  // "pause", "resume", "stop" or "start".
  changeRedis(what) {
    return this.ask('/redis', { do: what });
  }

  async stop() {
    this.process.stdin.end();
    await this.ended;
  }
}
