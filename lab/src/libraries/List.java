import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Prints the request of each method of org.keycloak:keycloak-admin-client: reads the JAX-RS annotations of its interfaces. */
public class List {
    private static final String PACKAGE = "org.keycloak.admin.client";

    public static void main(String[] arguments) throws Exception {
        var lines = new TreeSet<String>();
        for (Method method : Class.forName(PACKAGE + ".Keycloak").getDeclaredMethods()) {
            if (!Modifier.isPublic(method.getModifiers()) || Modifier.isStatic(method.getModifiers())) continue;
            Class<?> type = method.getReturnType();
            if (type.getName().startsWith(PACKAGE + ".resource.")) {
                // `realm` gives the resource of one realm, which the realms have below their own path.
                String path = type.getSimpleName().equals("RealmResource") ? "/admin/realms/{realm}" : pathOf(type.getAnnotations());
                list(method.getName() + "()", path, type, lines);
            } else {
                lines.add(method.getName());
            }
        }
        lines.forEach(System.out::println);
    }

    /** Adds the methods of a resource. */
    private static void list(String chain, String path, Class<?> resource, TreeSet<String> lines) {
        for (Method method : resource.getMethods()) {
            if (Modifier.isStatic(method.getModifiers())) continue;
            String name = chain + "." + method.getName() + overload(method);
            String own = pathOf(method.getAnnotations());
            String whole = own.isEmpty() ? path : path + "/" + own;
            String verb = verbOf(method);
            if (verb != null) {
                lines.add(name + "\t" + verb + " " + whole);
            } else if (method.getReturnType().getSimpleName().equals("RealmResource")) {
                // `Keycloak.realm` gives the same resource.
                lines.add(name);
            } else if (method.getReturnType().getName().startsWith(PACKAGE + ".resource.")) {
                list(name + "()", whole, method.getReturnType(), lines);
            } else {
                lines.add(name);
            }
        }
    }

    /** The arguments of a method if a method of the same name sends another request; empty otherwise. */
    private static String overload(Method method) {
        boolean isAlone = Arrays.stream(method.getDeclaringClass().getMethods())
            .filter(other -> other.getName().equals(method.getName()) && verbOf(other) != null)
            .allMatch(other -> requestOf(other).equals(requestOf(method)));
        if (isAlone || verbOf(method) == null) return "";
        return Arrays.stream(method.getParameters())
            .map(parameter -> argument(parameter.getType()))
            .collect(Collectors.joining(",", "(", ")"));
    }

    private static String argument(Class<?> type) {
        if (Collection.class.isAssignableFrom(type)) return "List.of(value)";
        return type == String.class ? "id" : "value";
    }

    private static String requestOf(Method method) {
        return verbOf(method) + " " + pathOf(method.getAnnotations());
    }

    /** The path of the annotation `Path`, without slashes at its ends; empty if there is none. */
    private static String pathOf(Annotation[] annotations) {
        for (Annotation annotation : annotations) {
            if (annotation.annotationType().getSimpleName().equals("Path")) {
                try {
                    Object value = annotation.annotationType().getMethod("value").invoke(annotation);
                    return value.toString().replaceAll("^/|/$", "");
                } catch (ReflectiveOperationException error) {
                    throw new IllegalStateException(error);
                }
            }
        }
        return "";
    }

    /** The HTTP method: `GET` and its like are annotations with the annotation `HttpMethod`. */
    private static String verbOf(Method method) {
        for (Annotation annotation : method.getAnnotations()) {
            for (Annotation meta : annotation.annotationType().getAnnotations()) {
                if (meta.annotationType().getSimpleName().equals("HttpMethod")) return annotation.annotationType().getSimpleName();
            }
        }
        return null;
    }
}
