export * from './express.cjs';
export { fanfare as default } from './express.cjs';
