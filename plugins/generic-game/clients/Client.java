// Gifts of a live in your game, by WebSocket (door: websocket-server), Java 17 and later: java Client.java [port] [token]
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

public class Client implements WebSocket.Listener {
  static final Set<String> DONE = new HashSet<>(); // The same may come again.
  final CompletableFuture<Void> closed = new CompletableFuture<>();
  final StringBuilder message = new StringBuilder();

  // Your game's part; throw when it could not be done.
  void onMessage(String json) {
    if (field(json, "type").equals("gift"))
      System.out.println(field(json, "user") + " gave " + field(json, "count") + " " + field(json, "gift"));
  }

  // A field of a flat object; with Gson or Jackson at hand, use those.
  static String field(String json, String name) {
    var found = Pattern.compile("\"" + name + "\":(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([-\\d.]+))").matcher(json);
    if (!found.find()) return "";
    return found.group(1) == null ? found.group(2) : found.group(1).translateEscapes();
  }

  String answerTo(String json) {
    var id = "\"" + field(json, "id") + "\"";
    try {
      if (!DONE.contains(id)) onMessage(json);
      DONE.add(id);
      return "{\"ok\":" + id + "}";
    } catch (RuntimeException error) {
      return "{\"failed\":" + id + "}";
    }
  }

  @Override
  public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean isLast) {
    message.append(text);
    socket.request(1);
    if (!isLast) return null;
    var json = message.toString();
    message.setLength(0);
    return socket.sendText(answerTo(json), true);
  }

  @Override
  public CompletionStage<?> onClose(WebSocket socket, int code, String why) {
    closed.complete(null);
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    closed.complete(null);
  }

  public static void main(String[] given) throws InterruptedException {
    var token = given.length > 1 ? "?token=" + given[1] : "";
    var address = URI.create("ws://127.0.0.1:" + (given.length > 0 ? given[0] : "21330") + "/" + token);
    while (true) {
      var client = new Client();
      HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(address, client).exceptionally(error -> {
        System.out.println("Not connected: " + error.getMessage());
        client.closed.complete(null);
        return null;
      });
      client.closed.join();
      Thread.sleep(2000);
    }
  }
}
