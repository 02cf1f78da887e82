package dev.antibody.lm;

import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * From load to close of something in native memory. Many threads may use it side by side; it ends when none does, and
 * cannot be used afterwards. Without this, a thread that closes a model would take its weights away under the hands of
 * another, which is the end of the process.
 */
final class Lifetime {

    private final String name;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final Thread lastUse = new Thread(lock.writeLock()::lock, "last-use");
    private boolean ended;

    /** @param name what lives, for the message to whoever uses it too late */
    Lifetime(String name) {
        this.name = name;
    }

    /**
     * Uses it, and keeps it alive as long.
     *
     * @throws IllegalStateException if it has ended
     */
    <T> T use(Supplier<T> work) {
        lock.readLock().lock();
        try {
            if (ended) {
                throw new IllegalStateException(name + " is closed");
            }
            return work.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Releases something that belongs to it, which may outlive it. */
    void release(Runnable part) {
        lock.readLock().lock();
        try {
            part.run();
        } finally {
            lock.readLock().unlock();
        }
    }

    /**
     * From now on the process ends when nobody uses it: a signal waits for those who do, and nobody begins again.
     * Otherwise PyTorch takes its memory down while its threads still compute, and the process ends with an abort.
     */
    void outlivesNoUse() {
        Runtime.getRuntime().addShutdownHook(lastUse);
    }

    /** Waits until nobody uses it and ends it; a second time does nothing. */
    void end(Runnable release) {
        lock.writeLock().lock();
        try {
            if (!ended) {
                ended = true;
                release.run();
                forgetProcess();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void forgetProcess() {
        try {
            Runtime.getRuntime().removeShutdownHook(lastUse);
        } catch (IllegalStateException e) {
            // the process is ending; the hook finds that nobody uses it
        }
    }
}
