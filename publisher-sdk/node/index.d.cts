/** What JSON can say. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** A text is published as its UTF-8, bytes as they are, anything else as JSON. */
export type Message = Json | ArrayBuffer | ArrayBufferView | RedisMessage | object;

export type ErrorCode = 'invalid_argument' | 'not_authorized' | 'unavailable';

export class FanfareError extends Error {
  readonly code: ErrorCode;
}
/** The call is wrong: nothing was sent. The message names what is wrong. */
export class InvalidArgument extends FanfareError {}
/** Redis refuses the login or the command, or Fanfare the key. */
export class NotAuthorized extends FanfareError {}
/**
 * No connection, no answer in time, or an error of the other side. After a timeout the message may have been published
 * or not. The next call connects again.
 */
export class Unavailable extends FanfareError {}

/** What is published, and what is fetched. */
export class RedisMessage {
  constructor(value?: Message);
  readonly bytes: Buffer;
  readonly text: string;
  /** Throws SyntaxError if it is no JSON. */
  json(): unknown;
  toString(): string;
}

/** In place of a name: the user, the groups or the session of the request. */
export const SELF: unique symbol;

/** Who is behind a request. Somebody without a user is anonymous, and may have a session all the same. */
export class Visitor {
  constructor(who?: { user?: string | number | null; groups?: Iterable<string>; session?: string | null });
  readonly user: string | null;
  readonly groups: readonly string[];
  readonly session: string | null;
}

export type Name = string | number | typeof SELF;
export type Names = string | typeof SELF | readonly Name[] | ReadonlySet<Name> | null;

export interface Audiences {
  facility?: string;
  broadcast?: boolean;
  users?: Names;
  groups?: Names;
  sessions?: Names;
  rooms?: Names;
}

export interface PublisherArguments extends Audiences {
  /** A Visitor, a request of Express behind `fanfare()`, or one with a session of express-session. */
  request?: unknown;
  transport?: Transport;
}

/** What came of a message. */
export interface Published {
  /** The keys it was published to, without the prefix. */
  readonly channels: readonly string[];
  /** The arguments that came to nobody: an anonymous SELF, a SELF without groups, an empty array. */
  readonly withheld: readonly string[];
  /** How many Fanfare servers heard it, summed over the channels; null where nobody counts. */
  readonly heard: number | null;
}

export interface Options {
  /** For how many seconds a message is kept where the call does not say; null leaves it to the server. */
  expire?: number | null;
  maxBytes?: number;
  /** For how many seconds a tombstone stands: the server's `identity.revoked_for`. */
  revokedFor?: number;
  /** "facility" where the server sets `facility.<pattern>.allow_colon`. */
  colons?: 'name' | 'facility';
  /** In milliseconds. */
  connectTimeout?: number;
  /** In milliseconds. */
  commandTimeout?: number;
}

export interface Transport {
  readonly options: Readonly<Required<Options>>;
  /** Closes what is open; a later call opens it again. */
  close(): Promise<void>;
}

/** Through the Redis that the server uses: the server need not be reachable, nor even run. */
export class RedisTransport implements Transport {
  /** `prefix` is the server's `broker.prefix`. Throws InvalidArgument. */
  constructor(url?: string, options?: Options & { prefix?: string });
  readonly options: Readonly<Required<Options>>;
  close(): Promise<void>;
}

/** Through Fanfare's HTTP API, for backends without a Redis. */
export class HttpTransport implements Transport {
  /** `key` is one of the server's `api.key.<name>`. Throws InvalidArgument. */
  constructor(url: string, key: string, options?: Options & { maxConnections?: number });
  readonly options: Readonly<Required<Options>>;
  close(): Promise<void>;
}

/** Sets the transport of all publishers that name none; without one, the Redis of this machine. */
export function configure(transport?: Transport | null): void;

export type FetchAudience = 'any' | 'broadcast' | 'user' | 'group' | 'session' | 'room';

/**
 * Publishes to the audiences of one facility, and reads what is kept for a visitor of it. Without audiences it can only
 * fetch. Wrong use throws InvalidArgument: the constructor at once, calls by their promise.
 */
export class RedisPublisher {
  constructor(audiences?: PublisherArguments);
  /**
   * With an `expire` above zero the message is also kept so many seconds, for who connects later; null is the
   * transport's; zero keeps nothing, and leaves what was kept before.
   */
  publishMessage(message: Message, expire?: number | null): Promise<Published>;
  /** All in one round trip, in order. None is sent if one of them is wrong. */
  publishBatch(messages: Iterable<Message>, expire?: number | null): Promise<Published[]>;
  pipeline(): Pipeline;
  /**
   * The message kept for who is behind `request`: of the session, the user, the groups in their order and broadcast
   * the first that has one, or of `audience` alone; "room" needs `room`. Null if there is none.
   */
  fetchMessage(
    request?: unknown, facility?: string, audience?: FetchAudience, where?: { room?: string },
  ): Promise<RedisMessage | null>;
}
export { RedisPublisher as Publisher };

/** Collects what is published, of several publishers, until `send()` sends it in one round trip. */
export class Pipeline {
  private constructor();
  publishMessage(message: Message, expire?: number | null, by?: { publisher?: RedisPublisher }): this;
  send(): Promise<Published[]>;
}

export type Selector =
  | { user: string }
  | { session: string }
  | { connection: string | number | bigint }
  | { facility: string };

/** Ends connections, on every node. Change the site first: whose session still holds may come back. */
export function disconnect(selector: Selector, by?: { transport?: Transport }): Promise<void>;
/** Takes a group from a user's connections, on every node. Change the site first. */
export function revoke(membership: { user: string; group: string }, by?: { transport?: Transport }): Promise<void>;
