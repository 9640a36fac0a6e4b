package org.prumerge4j.experiments.run;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the signals by which users, shells and schedulers end a process (SIGTERM, SIGINT, SIGHUP) into a wish that
 * training looks at between its batches. A second signal ends the process at once, with the code that shells give it.
 *
 * <p>Java has no public interface to signals, and a shutdown hook would run beside those of the libraries that training
 * still needs. The class {@code sun.misc.Signal}, which all common Javas have, is used without being named at compile
 * time; where it is missing, signals end the process as always, and the run goes on from its last checkpoint.
 */
final class StopSignals implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StopSignals.class);
    private static final List<String> NAMES = List.of("TERM", "INT", "HUP");
    private static final String SIGNAL = "sun.misc.Signal";
    private static final String HANDLER = "sun.misc.SignalHandler";
    /** What shells add to the number of the signal that ended a process. */
    private static final int SIGNAL_EXIT = 128;

    private final List<Handled> handled = new ArrayList<>();
    private volatile boolean requested;

    /** A signal and who handled it before. */
    private record Handled(Object signal, Object before) {}

    private StopSignals() {}

    /** Handles the signals from now on. */
    static StopSignals install() {
        StopSignals signals = new StopSignals();
        for (String name : NAMES) {
            signals.handle(name);
        }
        return signals;
    }

    /** Whether the process was asked to end. */
    boolean requested() {
        return requested;
    }

    private void handle(String name) {
        try {
            Class<?> type = Class.forName(HANDLER);
            Object signal = Class.forName(SIGNAL).getConstructor(String.class).newInstance(name);
            Object handler = Proxy.newProxyInstance(
                    type.getClassLoader(),
                    new Class<?>[] {type},
                    (proxy, method, arguments) -> switch (method.getName()) {
                        case "handle" -> received(arguments[0]);
                        case "equals" -> proxy == arguments[0];
                        case "hashCode" -> System.identityHashCode(proxy);
                        default -> "stop training";
                    });
            handled.add(new Handled(signal, replace(signal, handler)));
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.debug("SIG{} ends the process without saving", name, e);
        }
    }

    private static Object replace(Object signal, Object handler) throws ReflectiveOperationException {
        try {
            return Class.forName(SIGNAL)
                    .getMethod("handle", Class.forName(SIGNAL), Class.forName(HANDLER))
                    .invoke(null, signal, handler);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(String.valueOf(e.getCause()), e);
        }
    }

    private @Nullable Object received(Object signal) throws ReflectiveOperationException {
        if (requested) {
            int number = (int) Class.forName(SIGNAL).getMethod("getNumber").invoke(signal);
            LOG.warn("{} again: ending at once", signal);
            Runtime.getRuntime().exit(SIGNAL_EXIT + number);
        }
        requested = true;
        LOG.warn("{}: saving, and stopping after this step; once more ends at once", signal);
        return null;
    }

    /** Gives the signals back. */
    @Override
    public void close() {
        for (Handled signal : handled) {
            try {
                replace(signal.signal(), signal.before());
            } catch (ReflectiveOperationException | RuntimeException e) {
                LOG.debug("{} stays with this handler", signal.signal(), e);
            }
        }
        handled.clear();
    }
}
