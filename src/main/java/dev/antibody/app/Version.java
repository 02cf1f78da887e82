package dev.antibody.app;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The product's version, as the build wrote it, with the JVM's. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() throws IOException {
        return new String[] {
            "antibody " + number(),
            "Java " + Runtime.version() + ", " + System.getProperty("os.name") + " " + System.getProperty("os.arch")
        };
    }

    private static String number() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("/build/version.properties")) {
            if (in == null) {
                throw new IOException("the resource build/version.properties is missing from this build");
            }
            properties.load(in);
        }
        return properties.getProperty("version");
    }
}
