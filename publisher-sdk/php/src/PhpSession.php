<?php

declare(strict_types=1);

namespace Fanfare\Publisher;

/** Fanfare for sites in plain PHP: who is behind the request, by PHP's own session. */
final class PhpSession
{
    /** Of the session that is open, as Fanfare's resolver "php" reads it; without one, nobody. */
    public static function visitor(string $userAt = 'user_id', string $groupsAt = 'groups'): Visitor
    {
        if (session_status() !== PHP_SESSION_ACTIVE) {
            return new Visitor();
        }
        $user = $_SESSION[$userAt] ?? null;
        $groups = $_SESSION[$groupsAt] ?? [];
        return new Visitor(
            is_string($user) || is_int($user) ? $user : null,
            is_array($groups) ? array_filter($groups, static fn (mixed $one) => is_string($one) || is_int($one)) : [],
            session_id() ?: null,
        );
    }

    /**
     * For logging out: destroys the session, then ends its connections on every node. Throws as
     * RedisPublisher::disconnect(); the session is gone then all the same.
     */
    public static function end(?Transport $transport = null): void
    {
        $key = session_id();
        if (session_status() !== PHP_SESSION_ACTIVE || $key === false || $key === '') {
            return;
        }
        $_SESSION = [];
        session_destroy();
        RedisPublisher::disconnect(session: $key, transport: $transport);
    }

    /**
     * Answers Fanfare's resolver http (docs/sessions/http.md), if it says the secret, and nobody else.
     *
     * @throws InvalidArgument for a secret that is none
     */
    public static function whoami(string $secret, ?Visitor $visitor = null): void
    {
        if (preg_match('/^[!-\~]+$/D', $secret) !== 1) {
            throw new InvalidArgument('secret: must be ASCII without blanks; Fanfare says it to this page');
        }
        if (!hash_equals($secret, (string) ($_SERVER['HTTP_FANFARE_SECRET'] ?? ''))) {
            http_response_code(403);
            return;
        }
        $visitor ??= self::visitor();
        $isNew = $visitor->user === null && ($_SESSION ?? []) === []; // made for whoever comes
        if ($visitor->user === null && ($visitor->session === null || $isNew)) {
            http_response_code(204);
            return;
        }
        header('Content-Type: application/json');
        echo new RedisMessage(array_filter(
            ['user' => $visitor->user, 'groups' => $visitor->groups, 'session' => $visitor->session],
            static fn (mixed $one) => $one !== null && $one !== [],
        ));
    }
}
