<?php

declare(strict_types=1);

// What Composer would make of composer.json.
spl_autoload_register(static function (string $class): void {
    foreach (['Fanfare\\Publisher\\Tests\\' => __DIR__, 'Fanfare\\Publisher\\' => __DIR__ . '/../src'] as $prefix => $folder) {
        if (str_starts_with($class, $prefix)) {
            $file = $folder . '/' . strtr(substr($class, strlen($prefix)), '\\', '/') . '.php';
            if (is_file($file)) {
                require $file;
            }
            return;
        }
    }
});
