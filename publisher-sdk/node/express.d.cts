import type { Audiences, RedisPublisher, Transport, Visitor } from './index.cjs';

export interface OfRequest {
  visitor(): Visitor;
  /** Its SELF is who is behind the request. */
  publisher(audiences?: Audiences): RedisPublisher;
  /** Destroys the session, and ends its connections on every node: for logging out. */
  endSession(): Promise<void>;
}

declare global {
  namespace Express {
    interface Request {
      fanfare: OfRequest;
    }
  }
}

type Who = Visitor | { user?: string | number | null; groups?: Iterable<string>; session?: string | null };
type Middleware = (request: any, response: any, next: (error?: unknown) => void) => void;
type Handler = (request: any, response: any) => unknown;

/** Middleware, to stand behind that of the sessions. Without a `transport` it is the configured one. */
export function fanfare(options?: { transport?: Transport; visitor?: (request: any) => Who | null }): Middleware;
/** A handler for Fanfare's resolver http, behind `fanfare()`; answers only who says the secret. */
export function whoami(options: { secret: string }): Handler;
