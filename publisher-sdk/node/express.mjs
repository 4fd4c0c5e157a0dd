import express from './express.cjs';

export const { fanfare, whoami } = express;
export default fanfare;
